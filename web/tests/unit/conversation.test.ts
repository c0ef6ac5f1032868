import { describe, expect, it } from 'vitest';
import type { Filters, LiveEvent, Response, SessionView } from '../../src/api/types';
import {
    type Action,
    type Conversation,
    isPending,
    needOf,
    nothing,
    openQuestion,
    reduce,
    shownTurn,
    unread,
} from '../../src/state/conversation';

const opened: Action = { type: 'opened', sessionId: 's', isNew: true };
const said = (requestId: string, text = 'tea pots'): Action => ({ type: 'said', requestId, text });
const event = (type: string, more: Partial<LiveEvent> = {}): Action => ({
    type: 'event',
    event: { type, session_id: 's', request_id: 'r1', ...more },
});
const response = (more: Partial<Response> = {}): Response => ({
    request_id: 'r1',
    session_id: 's',
    status: 'COMPLETED',
    message: 'Here.',
    requirements: {},
    products: [{ product_id: 'p1' }],
    ...more,
});
const view = (more: Partial<SessionView> = {}): Action => ({
    type: 'session',
    view: { session_id: 's', ...more },
});

function after(...actions: Action[]): Conversation {
    return [opened, ...actions].reduce(reduce, nothing);
}

describe('a turn', () => {
    it('is pending from the word on', () => {
        const [turn] = after(said('r1')).turns;
        expect(turn).toMatchObject({ requestId: 'r1', said: 'tea pots', state: 'INITIAL' });
        expect(turn && isPending(turn)).toBe(true);
    });

    it('goes forward with its events, and never back', () => {
        const state = after(
            said('r1'),
            event('request.accepted', { state: 'INITIAL' }),
            event('request.progress', { state: 'RANKING' }),
            event('request.progress', { state: 'SEARCHING' }),
        );
        expect(state.turns).toHaveLength(1);
        expect(state.turns[0]?.state).toBe('RANKING');
    });

    it('takes its answer once, by whatever way it comes', () => {
        const completed = event('request.completed', { response: response() });
        const state = after(said('r1'), completed, completed, { type: 'answered', response: response() });
        expect(state.turns).toHaveLength(1);
        expect(state.turns[0]).toMatchObject({ state: 'COMPLETED', said: 'tea pots' });
        expect(state.turns[0]?.response?.message).toBe('Here.');
    });

    it('keeps its answer when progress is replayed after it', () => {
        const state = after(
            said('r1'),
            event('request.completed', { response: response() }),
            event('request.progress', { state: 'SEARCHING' }),
            event('error', { problem: { title: 'late' } }),
        );
        expect(state.turns[0]?.state).toBe('COMPLETED');
        expect(state.turns[0]?.problem).toBeUndefined();
    });

    it('shows what is found before it is ranked, until it is', () => {
        const partial = after(said('r1'), event('request.partial', { response: response() }));
        expect(partial.turns[0]?.partial?.products).toHaveLength(1);
        const done = reduce(partial, event('request.completed', { response: response() }));
        expect(done.turns[0]).not.toHaveProperty('partial');
    });

    it('is answered anew by what marketplaces say after it, not by what was found before it', () => {
        const early = response({ late_until: '2026-11-22T18:00:00Z' });
        const done = after(said('r1'), event('request.completed', { response: early }));
        const unranked = reduce(
            done,
            event('request.partial', { response: response({ status: 'RANKING' }) }),
        );
        expect(unranked.turns[0]?.response).toEqual(early);
        const late = response({ status: 'COMPLETED', total: 2 });
        expect(reduce(done, event('request.partial', { response: late })).turns[0]?.response).toEqual(late);
    });

    it('that failed says why, and is pending again when it is sent again', () => {
        const failed = after(said('r1'), { type: 'failed', requestId: 'r1', problem: { title: 'away' } });
        expect(failed.turns[0]).toMatchObject({ state: 'FAILED', problem: { title: 'away' } });
        const again = reduce(failed, said('r1'));
        expect(again.turns[0] && isPending(again.turns[0])).toBe(true);
    });

    it('that ended with a problem carries it', () => {
        const problem = { title: 'silent', status: 503 };
        const state = after(said('r1'), {
            type: 'answered',
            response: response({ status: 'FAILED', problem }),
        });
        expect(state.turns[0]).toMatchObject({ state: 'FAILED', problem });
    });
});

describe('events of others', () => {
    it('of another session are nobody here’s', () => {
        const state = after(event('request.completed', { session_id: 'other', response: response() }));
        expect(state.turns).toHaveLength(0);
    });

    it('make a turn whose words are read from the session', () => {
        const state = after(event('request.accepted', { state: 'INITIAL' }));
        expect(state.turns[0]?.said).toBeNull();
        const known = reduce(state, view({ requests: [{ request_id: 'r1', query: 'mugs' }] }));
        expect(known.turns[0]?.said).toBe('mugs');
    });

    it('of types that come later are left alone', () => {
        const state = after(said('r1'));
        expect(reduce(state, event('session.followed'))).toBe(state);
        expect(reduce(state, event('request.something'))).toBe(state);
    });
});

describe('a stored session', () => {
    const stored = view({
        title: 'mugs',
        need: { words: 'mugs' },
        saved: [{ product_id: 'p9' }],
        requests: [
            { request_id: 'r0', query: 'mugs', status: 'COMPLETED', message: 'Mugs.' },
            { request_id: 'r1', query: 'cheaper', status: 'SEARCHING' },
        ],
    });

    it('gives order, words, title, need and list', () => {
        const state = after(said('r9', 'and plates'), stored);
        expect(state.turns.map((turn) => [turn.requestId, turn.said])).toEqual([
            ['r0', 'mugs'],
            ['r1', 'cheaper'],
            ['r9', 'and plates'],
        ]);
        expect(state).toMatchObject({ title: 'mugs', need: { words: 'mugs' }, loading: 'idle' });
        expect(state.saved).toHaveLength(1);
        expect(unread(state, 6)).toEqual(['r0']);
        expect(unread(state, 2)).toEqual([]);
    });

    it('does not take away what is known in full', () => {
        const full = response({ request_id: 'r0' });
        const state = after(stored, { type: 'answered', response: full }, stored);
        expect(state.turns[0]?.response).toEqual(full);
        expect(unread(state, 6)).toEqual([]);
    });

    it('does not answer in short what this page waits for in full', () => {
        const requests = [
            { request_id: 'r1', query: 'tea pots', status: 'COMPLETED' as const, message: 'x' },
        ];
        const [turn] = after(said('r1'), view({ requests })).turns;
        expect(turn && isPending(turn)).toBe(true);
    });

    it('leaves what was refused where it was', () => {
        const refused: Action = { type: 'failed', requestId: 'rx', problem: { title: 'busy' } };
        const state = after(
            stored,
            said('rx'),
            refused,
            said('ry'),
            stored,
            view({
                requests: [
                    { request_id: 'r0', query: 'mugs' },
                    { request_id: 'r1', query: 'cheaper' },
                    { request_id: 'ry', query: 'red' },
                ],
            }),
        );
        expect(state.turns.map((turn) => turn.requestId)).toEqual(['r0', 'r1', 'rx', 'ry']);
    });

    it('without a need forgets the one before', () => {
        expect(after(stored, view()).need).toBeUndefined();
    });

    it('of another conversation is too late', () => {
        const state = after();
        expect(reduce(state, { type: 'session', view: { session_id: 'other', title: 'x' } })).toBe(state);
    });
});

describe('what is wanted', () => {
    const click = (requestId: string, filters: Filters): Action => ({
        type: 'said',
        requestId,
        text: 'only Rosa',
        filters,
    });
    const stored = (status: 'SEARCHING' | 'COMPLETED', filters?: Filters): Action =>
        view({
            need: { words: 'mugs', ...(filters && { filters }) },
            requests: [{ request_id: 'r1', query: 'only Rosa', status }],
        });
    const one = { brands: ['Rosa'] };
    const both = { brands: ['Rosa'], colours: ['red'] };

    it('is what was clicked, before the session is read again', () => {
        const clicked = after(view({ need: { words: 'mugs' } }), click('r1', one));
        expect(needOf(clicked)).toEqual({ words: 'mugs', filters: one });
        const answered = reduce(clicked, event('request.completed', { response: response() }));
        expect(needOf(answered)?.filters).toEqual(one);
        const twice = [click('r2', both), stored('SEARCHING')].reduce(reduce, answered);
        expect(needOf(twice)?.filters).toEqual(both);
        expect(needOf(reduce(twice, stored('COMPLETED', one)))?.filters).toEqual(both);
    });

    it('is what the session says, once it has the answer to the click', () => {
        const state = after(click('r1', one), stored('COMPLETED', { brands: ['Rosa Nova'] }));
        expect(needOf(state)?.filters).toEqual({ brands: ['Rosa Nova'] });
        expect(needOf(reduce(state, stored('COMPLETED')))).toEqual({ words: 'mugs' });
    });

    it('is not what was clicked in vain, until it is asked again', () => {
        const refused: Action = { type: 'failed', requestId: 'r1', problem: { title: 'busy' } };
        const state = after(click('r1', one), refused);
        expect(needOf(state)).toBeUndefined();
        expect(needOf(reduce(state, click('r1', one)))?.filters).toEqual(one);
    });
});

describe('what counts', () => {
    it('the last results are those of a search, not what was spoken of', () => {
        const { requirements: _, ...spoken } = response({ request_id: 'r2' });
        const state = after(
            { type: 'answered', response: response() },
            { type: 'answered', response: spoken },
        );
        expect(shownTurn(state)?.requestId).toBe('r1');
        const foundNothing = response({ request_id: 'r9', products: [] });
        expect(shownTurn(reduce(state, { type: 'answered', response: foundNothing }))).toBeUndefined();
    });

    it('a question is open while it is the last thing', () => {
        const clarification = { about: 'price', options: [] };
        const asking: Action = {
            type: 'answered',
            response: response({ status: 'CLARIFICATION', clarification }),
        };
        expect(openQuestion(after(asking))).toEqual(clarification);
        expect(openQuestion(after(asking, said('r2')))).toBeUndefined();
        expect(
            openQuestion(after(asking, { type: 'answered', response: response({ clarification }) })),
        ).toBeUndefined();
    });

    it('opening another conversation keeps only the list of them', () => {
        const state = after(said('r1'), { type: 'sessions', sessions: [{ session_id: 's' }] });
        const other = reduce(state, { type: 'opened', sessionId: 't', isNew: false });
        expect(other).toMatchObject({ sessionId: 't', turns: [], loading: 'loading' });
        expect(other.sessions).toHaveLength(1);
    });

    it('a conversation that cannot be read says so, unless it is there already', () => {
        const problem = { title: 'away' };
        const failed = { type: 'loading-failed', sessionId: 's', problem } as const;
        const opening = reduce(nothing, { type: 'opened', sessionId: 's', isNew: false });
        expect(reduce(opening, failed)).toMatchObject({ loading: 'failed', loadingProblem: problem });
        expect(after(failed).loading).toBe('idle');
    });
});
