import { beforeEach, describe, expect, it } from 'vitest';
import type { Socket } from '../../src/api/live';
import { speak, type Voice } from '../../src/api/voice';

/** A WebSocket in the hand of the test. */
class Wire {
    sent: unknown[] = [];
    isClosed = false;
    onopen: (() => void) | null = null;
    onclose: (() => void) | null = null;
    onmessage: ((message: { data: unknown }) => void) | null = null;

    send(what: unknown) {
        this.sent.push(typeof what === 'string' ? JSON.parse(what) : what);
    }

    close() {
        this.isClosed = true;
    }

    tells(event: object) {
        this.onmessage?.({ data: JSON.stringify(event) });
    }
}

let wire: Wire;
let texts: string[];
let later: (() => void) | null;
let voice: Voice;

const piece = () => new ArrayBuffer(1600);

beforeEach(() => {
    [wire, texts, later] = [new Wire(), [], null];
    voice = speak({
        connect: () => wire as unknown as Socket,
        schedule: (run) => {
            later = run;
            return () => (later = null);
        },
        onText: (text) => texts.push(text),
    });
});

describe('a voice note that is sent while it is spoken', () => {
    it('waits until somebody listens, tells what is understood, and has an id at its end', async () => {
        const [first, second] = [piece(), piece()];
        wire.onopen?.();
        expect(wire.sent).toEqual([{ voice_start: {} }]);
        voice.add(first);
        expect(wire.sent.length).toBe(1);
        wire.tells({ type: 'voice.started' });
        voice.add(second);
        expect(wire.sent.slice(1)).toEqual([first, second]);
        wire.tells({ type: 'voice.partial', text: 'show me' });
        wire.tells({ type: 'voice.partial', text: 'show me tea' });
        expect(texts).toEqual(['show me', 'show me tea']);
        const end = voice.end();
        expect(wire.sent.at(-1)).toEqual({ voice_end: {} });
        wire.tells({ type: 'voice.heard', media_id: 'm1' });
        expect(await end).toBe('m1');
        expect(later).toBe(null);
        expect(wire.isClosed).toBe(true);
    });

    it('may be over before anybody listens', async () => {
        wire.onopen?.();
        voice.add(piece());
        const end = voice.end();
        expect(wire.sent.length).toBe(1);
        wire.tells({ type: 'voice.started' });
        expect(wire.sent.at(-1)).toEqual({ voice_end: {} });
        wire.tells({ type: 'voice.heard', media_id: 'm1' });
        expect(await end).toBe('m1');
    });

    it('goes on where nobody understands it meanwhile', async () => {
        wire.tells({ type: 'voice.started' });
        wire.tells({ type: 'error', problem: { type: '/problems/recording-unheard' } });
        voice.add(piece());
        expect(wire.sent.length).toBe(1);
        const end = voice.end();
        wire.tells({ type: 'voice.heard', media_id: 'm1' });
        expect(await end).toBe('m1');
    });

    it.each([
        ['the connection is lost', () => wire.onclose?.()],
        ['it is refused', () => wire.tells({ type: 'error', problem: { type: '/problems/missing-scope' } })],
        ['nobody says that he listens', () => Array.from({ length: 101 }, () => voice.add(piece()))],
    ])('is to be sent as a file when %s', async (_, happens) => {
        wire.onopen?.();
        happens();
        expect(wire.isClosed).toBe(true);
        const sent = wire.sent.length;
        voice.add(piece());
        expect(wire.sent.length).toBe(sent);
        expect(await voice.end()).toBe('');
    });

    it('is to be sent as a file when nothing comes back in time', async () => {
        wire.tells({ type: 'voice.started' });
        const end = voice.end();
        later?.();
        expect(await end).toBe('');
        expect(wire.isClosed).toBe(true);
    });
});
