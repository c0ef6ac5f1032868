import { beforeEach, describe, expect, it } from 'vitest';
import { Live, type LiveStatus, type Socket } from '../../src/api/live';
import type { LiveEvent } from '../../src/api/types';

/** A WebSocket in the hand of the test. */
class Wire {
    readyState = 0;
    sent: Record<string, unknown>[] = [];
    onopen: (() => void) | null = null;
    onclose: (() => void) | null = null;
    onmessage: ((message: { data: unknown }) => void) | null = null;

    send(text: string) {
        this.sent.push(JSON.parse(text) as Record<string, unknown>);
    }

    close() {
        this.readyState = 3;
    }

    opens() {
        this.readyState = 1;
        this.onopen?.();
    }

    breaks() {
        this.readyState = 3;
        this.onclose?.();
    }

    tells(event: object) {
        this.onmessage?.({ data: JSON.stringify(event) });
    }
}

let wires: Wire[];
let statuses: LiveStatus[];
let events: LiveEvent[];
let timers: { run: () => void; ms: number; isOver: boolean }[];
let live: Live;

const ask = { request_id: 'r1', session_id: 's', user_id: 'u', message: 'tea pots' };
const last = () => wires[wires.length - 1] as Wire;
const waiting = () => timers.filter((timer) => !timer.isOver);

function later() {
    const [timer] = waiting().splice(-1);
    if (!timer) throw new Error('nothing is to come');
    timer.isOver = true;
    timer.run();
}

beforeEach(() => {
    [wires, statuses, events, timers] = [[], [], [], []];
    live = new Live('s', 'u', {
        connect: () => {
            const wire = new Wire();
            wires.push(wire);
            return wire as unknown as Socket;
        },
        schedule: (run, ms) => {
            const timer = { run, ms, isOver: false };
            timers.push(timer);
            return () => {
                timer.isOver = true;
            };
        },
        random: () => 0.5,
        locale: 'en-US',
        onEvent: (event) => events.push(event),
        onStatus: (status) => statuses.push(status),
    });
    live.start();
});

describe('a live connection', () => {
    it('follows its session from what is so now', () => {
        last().opens();
        expect(last().sent).toEqual([{ session_id: 's', user_id: 'u', follow: {} }]);
        expect(statuses).toEqual(['connecting', 'live']);
        expect(waiting()).toHaveLength(0);
    });

    it('asks when it is open, and not before', () => {
        live.ask(ask);
        expect(last().sent).toHaveLength(0);
        last().opens();
        expect(last().sent[1]).toMatchObject({
            request_id: 'r1',
            session_id: 's',
            chat: { message: 'tea pots', locale: 'en-US' },
        });
    });

    it('comes back after the last event, and asks again what is not answered', () => {
        last().opens();
        live.ask(ask);
        live.ask({ ...ask, request_id: 'r2' });
        last().tells({ id: 'r1.0', type: 'request.accepted', request_id: 'r1' });
        last().tells({ id: 'r1.3', type: 'request.completed', request_id: 'r1' });
        last().breaks();
        expect(statuses.at(-1)).toBe('reconnecting');
        later();
        last().opens();
        expect(wires).toHaveLength(2);
        expect(last().sent[0]).toMatchObject({ follow: { after: 'r1.3' } });
        expect(
            last()
                .sent.slice(1)
                .map((command) => command['request_id']),
        ).toEqual(['r2']);
    });

    it('rests until it is told to come back, and asks then what is not answered', () => {
        last().opens();
        live.ask(ask);
        live.rest();
        expect(last().readyState).toBe(3);
        expect(waiting()).toHaveLength(0);
        live.retryNow();
        last().opens();
        expect(wires).toHaveLength(2);
        expect(last().sent[1]).toMatchObject({ request_id: 'r1' });
    });

    it('does not ask again what was refused', () => {
        last().opens();
        live.ask(ask);
        last().tells({ type: 'error', request_id: 'r1', problem: { title: 'no' } });
        last().breaks();
        later();
        last().opens();
        expect(last().sent).toHaveLength(1);
        expect(events.map((event) => event.type)).toEqual(['error']);
    });

    it('waits longer each time, and is away after some', () => {
        for (let attempt = 0; attempt < 6; attempt++) {
            last().breaks();
            later();
        }
        const waits = timers.filter((timer) => timer.ms !== 5000).map((timer) => timer.ms);
        expect(waits).toEqual([400, 800, 1600, 3200, 6400, 8000]);
        expect(statuses.slice(1, 5)).toEqual(['connecting', 'connecting', 'away', 'away']);
    });

    it('gives up on one that does not open', () => {
        live.ask(ask);
        later();
        expect(last().readyState).toBe(3);
        later();
        expect(wires).toHaveLength(2);
    });

    it('hands over what is not answered', () => {
        live.ask(ask);
        expect(live.take()).toEqual([ask]);
        last().opens();
        expect(last().sent).toHaveLength(1);
    });

    it('tries at once when told to, but only if there is nothing', () => {
        live.retryNow();
        expect(wires).toHaveLength(1);
        last().breaks();
        live.retryNow();
        expect(wires).toHaveLength(2);
        expect(waiting()).toHaveLength(1);
    });

    it('leaves alone what it cannot read', () => {
        last().opens();
        last().onmessage?.({ data: 'not JSON' });
        last().onmessage?.({ data: '[]' });
        last().onmessage?.({ data: new ArrayBuffer(1) });
        expect(events).toEqual([]);
    });

    it('is over when it is ended', () => {
        const wire = last();
        wire.opens();
        live.end();
        expect(wire.readyState).toBe(3);
        expect(wire.onclose).toBeNull();
        live.retryNow();
        expect(wires).toHaveLength(1);
    });
});
