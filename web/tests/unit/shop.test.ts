import { describe, expect, it } from 'vitest';
import { Api } from '../../src/api/http';
import type { Live, LiveStatus } from '../../src/api/live';
import type { Ask, LiveEvent, Problem, SessionView } from '../../src/api/types';
import { Shop } from '../../src/state/shop';

/** A shop in the hand of the test: what the live connection is asked, and what the API answers. */
function open(answer: (path: string) => Response = () => new Response('{}')) {
    const asked: Ask[] = [];
    const waiting: (() => void)[] = [];
    const handlers = { onEvent: (_: LiveEvent) => {}, onStatus: (_: LiveStatus) => {} };
    const paths: string[] = [];
    const named: string[] = [];
    const rested: string[] = [];
    let ids = 0;
    const shop = new Shop({
        api: new Api(
            (path) => {
                paths.push(path);
                return Promise.resolve(answer(path));
            },
            'en-US',
            () => Promise.resolve(),
        ),
        userId: 'u',
        newId: () => `id${++ids}`,
        schedule: (run) => waiting.push(run),
        live: (_, given) => {
            Object.assign(handlers, given);
            const live = {
                start: () => {},
                end: () => {},
                rest: () => rested.push('rest'),
                retryNow: () => rested.push('retry'),
                ask: (ask: Ask) => asked.push(ask),
                take: () => asked.splice(0),
            };
            return live as unknown as Live;
        },
        onNamed: (sessionId) => named.push(sessionId),
    });
    shop.open('');
    return { shop, asked, waiting, handlers, paths, named, rested, last: () => shop.get().turns.at(-1) };
}

const json = (body: object, status = 200) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
const error = (problem: Problem): LiveEvent => ({ type: 'error', request_id: 'id2', problem });
const settled = () => new Promise((done) => setTimeout(done));

describe('a shop', () => {
    it('says chosen conditions with their words, and the same when it is asked again', () => {
        const { shop, asked, handlers } = open();
        const filters = { brands: ['Sonira'] };
        shop.say('only Sonira', filters);
        handlers.onEvent({ ...error({ title: 'no', status: 500 }), session_id: 'id1' });
        shop.sayAgain('id2');
        expect(asked.map((ask) => [ask.request_id, ask.filters])).toEqual([
            ['id2', filters],
            ['id2', filters],
        ]);
    });

    it('names a conversation when the first thing is said', () => {
        const { shop, asked, named } = open();
        shop.say('  ');
        expect(named).toEqual([]);
        shop.say(' tea pots ');
        shop.say('red ones');
        expect(named).toEqual(['id1']);
        expect(asked).toEqual([
            { request_id: 'id2', session_id: 'id1', user_id: 'u', message: 'tea pots' },
            { request_id: 'id3', session_id: 'id1', user_id: 'u', message: 'red ones' },
        ]);
    });

    it('tries again what is refused while the shop starts, and tells it in the end', () => {
        const { shop, asked, waiting, handlers, last } = open();
        shop.say('tea pots');
        for (let tries = 0; tries < 10; tries++) {
            handlers.onEvent(error({ type: '/problems/starting', status: 503 }));
            expect(last()?.problem).toBeUndefined();
            waiting.pop()?.();
        }
        expect(new Set(asked.map((ask) => ask.request_id))).toEqual(new Set(['id2']));
        expect(asked).toHaveLength(11);
        handlers.onEvent(error({ type: '/problems/starting', status: 503 }));
        expect(last()).toMatchObject({ state: 'FAILED', problem: { status: 503 } });
        expect(waiting).toHaveLength(0);
    });

    it('tells at once what will not pass', () => {
        const { shop, waiting, handlers, last } = open();
        shop.say('tea pots');
        handlers.onEvent(error({ type: '/problems/invalid-request', status: 422 }));
        expect(last()?.state).toBe('FAILED');
        expect(waiting).toHaveLength(0);
    });

    it('does not say again what belongs to a conversation that was left', () => {
        const { shop, asked, waiting, handlers } = open();
        shop.say('tea pots');
        handlers.onEvent(error({ type: '/problems/unavailable', status: 503 }));
        shop.open('');
        waiting.pop()?.();
        expect(asked).toHaveLength(1);
    });

    it('keeps what was said while somebody has to sign in, and rests until then', async () => {
        let status = 401;
        const { shop, asked, handlers, paths, rested, last } = open(() => json({ message: 'Here.' }, status));
        shop.say('tea pots');
        handlers.onStatus('away');
        await settled();
        expect(asked.map((ask) => ask.message)).toEqual(['tea pots']);
        expect(last()).toMatchObject({ state: 'INITIAL' });
        expect(last()?.problem).toBeUndefined();
        shop.suspend();
        shop.retryNow();
        shop.say('red ones');
        expect(rested).toEqual(['rest']);
        expect(asked.map((ask) => ask.message)).toEqual(['tea pots', 'red ones']);
        expect(paths.filter((path) => path === '/api/v1/chat')).toHaveLength(1);
        status = 200;
        shop.resume();
        expect(rested).toEqual(['rest', 'retry']);
        handlers.onStatus('away');
        await settled();
        expect(last()?.response?.message).toBe('Here.');
    });

    it('keeps nothing of who has left', async () => {
        let left = false;
        const { shop } = open((path) =>
            json(path.includes('sessions?') && !left ? { sessions: [{ session_id: 'a' }] } : {}),
        );
        await settled();
        shop.say('tea pots');
        expect(shop.get()).toMatchObject({ sessions: [{ session_id: 'a' }], turns: [{ said: 'tea pots' }] });
        left = true;
        shop.leave();
        await settled();
        expect(shop.get()).toMatchObject({ sessionId: '', sessions: [], turns: [] });
    });

    it('asks again under the same id what was refused, and anew what has failed', () => {
        const { shop, asked, handlers } = open();
        shop.say('tea pots');
        handlers.onEvent(error({ type: '/problems/overloaded', status: 503 }));
        shop.sayAgain('id2');
        expect(asked.map((ask) => ask.request_id)).toEqual(['id2', 'id2']);
        const problem = { title: 'silent' };
        const response = { request_id: 'id2', status: 'FAILED' as const, problem };
        handlers.onEvent({ type: 'request.completed', request_id: 'id2', response });
        shop.sayAgain('id2');
        expect(asked.map((ask) => [ask.request_id, ask.message]).at(-1)).toEqual(['id3', 'tea pots']);
    });

    it('goes over HTTP when there is no live connection, and says so', async () => {
        const { shop, handlers, last } = open((path) =>
            path.startsWith('/api/v1/chat') ? json({ request_id: 'id2', message: 'Here.' }) : json({}),
        );
        shop.say('tea pots');
        handlers.onStatus('away');
        await settled();
        expect(shop.get().connection).toBe('http');
        expect(last()?.response?.message).toBe('Here.');
    });

    it('keeps what cannot be sent at all', async () => {
        const { shop, asked, handlers, last } = open(() => new Response('', { status: 502 }));
        shop.say('tea pots');
        handlers.onStatus('away');
        await settled();
        expect(shop.get().connection).toBe('offline');
        expect(last()?.problem).toBeUndefined();
        expect(asked).toHaveLength(1);
    });

    it('reads a stored conversation, its newest answers in full', async () => {
        const requests = Array.from({ length: 9 }, (_, place) => ({
            request_id: `r${place}`,
            query: `q${place}`,
            status: 'COMPLETED' as const,
            message: 'Here.',
        }));
        const view: SessionView = { session_id: 's', title: 'mugs', requests };
        const { shop, paths } = open((path) =>
            path.startsWith('/api/v1/sessions/s')
                ? json(view)
                : path.startsWith('/api/v1/requests/')
                  ? json({ request_id: path.split('/').pop(), message: 'In full.' })
                  : json({}),
        );
        shop.open('s');
        await settled();
        const { turns, title, loading } = shop.get();
        expect([title, loading, turns.length]).toEqual(['mugs', 'idle', 9]);
        expect(turns.filter((turn) => turn.response)).toHaveLength(6);
        expect(paths.filter((path) => path.startsWith('/api/v1/requests/'))).toHaveLength(6);
    });

    it('takes a session that nobody has begun for a new one', async () => {
        const { shop } = open(() => json({ title: 'Not Found', status: 404 }, 404));
        shop.open('s');
        await settled();
        expect(shop.get()).toMatchObject({ sessionId: 's', loading: 'idle', turns: [] });
    });

    it('says when a conversation cannot be read', async () => {
        const { shop } = open(() => json({ title: 'Forbidden', status: 403 }, 403));
        shop.open('s');
        await settled();
        expect(shop.get()).toMatchObject({ loading: 'failed', loadingProblem: { status: 403 } });
    });
});
