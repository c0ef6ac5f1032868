// A conversation as the page knows it: a pure reducer over what was said, what the server told and what is stored.
//
// The same answer may come by several ways (an event, its replay, an HTTP answer, the stored session) and in any
// order: a turn only ever goes forward, and what is known in full is never replaced by a summary.
import type {
    Filters,
    LiveEvent,
    Need,
    Problem,
    Response,
    SessionEntry,
    SessionView,
    Shown,
    WorkflowState,
} from '../api/types';
import type { Attachment } from './attachments';

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'http' | 'offline';

export type Sent = Pick<Attachment, 'mediaId' | 'kind' | 'name' | 'preview'>;

export interface Turn {
    requestId: string;
    /** null: said elsewhere (another tab), and not read yet */
    said: string | null;
    /** asked by this page: its answer comes by itself */
    isOurs?: true;
    /** the conditions that hold from it on: a click has said them, not the text */
    filters?: Filters;
    /** photos and voice notes that went with it from this page */
    media?: Sent[];
    /** the stored session is read with its answer: what is wanted then is known */
    isStored?: true;
    state: WorkflowState;
    /** of an answer that is stored and not read in full */
    summary?: string;
    partial?: Response;
    response?: Response;
    problem?: Problem;
}

export interface Conversation {
    sessionId: string;
    loading: 'idle' | 'loading' | 'failed';
    loadingProblem?: Problem;
    /** the address names a conversation that is not kept */
    isGone?: true;
    title: string;
    turns: Turn[];
    need?: Need;
    saved: Shown[];
    connection: Connection;
    sessions: SessionEntry[];
}

export type Action =
    | { type: 'opened'; sessionId: string; isNew: boolean }
    | { type: 'said'; requestId: string; text: string; filters?: Filters; media?: Sent[] }
    | { type: 'event'; event: LiveEvent }
    | { type: 'answered'; response: Response }
    | { type: 'failed'; requestId: string; problem: Problem }
    | { type: 'session'; view: SessionView }
    | { type: 'no-session'; sessionId: string }
    | { type: 'loading-failed'; sessionId: string; problem: Problem }
    | { type: 'connection'; connection: Connection }
    | { type: 'sessions'; sessions: SessionEntry[] };

export const nothing: Conversation = {
    sessionId: '',
    loading: 'idle',
    title: '',
    turns: [],
    saved: [],
    connection: 'connecting',
    sessions: [],
};

const rank: Record<WorkflowState, number> = {
    INITIAL: 0,
    MEDIA_PROCESSING: 1,
    REQUIREMENT_BUILDING: 2,
    SEARCHING: 3,
    RANKING: 4,
    CLARIFICATION: 5,
    COMPLETED: 6,
    FAILED: 6,
};

export function isAnswered(turn: Turn): boolean {
    return turn.response !== undefined || turn.summary !== undefined || turn.problem !== undefined;
}

export function isPending(turn: Turn): boolean {
    return !isAnswered(turn) && turn.state !== 'FAILED' && turn.state !== 'COMPLETED';
}

export function reduce(state: Conversation, action: Action): Conversation {
    switch (action.type) {
        case 'opened':
            return {
                ...nothing,
                sessionId: action.sessionId,
                loading: action.isNew ? 'idle' : 'loading',
                sessions: state.sessions,
            };
        case 'said':
            return withTurn(state, action.requestId, (turn) => {
                const { problem: _, ...rest } = turn;
                const { text: said, filters, media } = action;
                const next: Turn = { ...rest, said, isOurs: true, state: 'INITIAL' };
                return { ...next, ...(filters && { filters }), ...(media && { media }) };
            });
        case 'event':
            return afterEvent(state, action.event);
        case 'answered':
            return answered(state, action.response);
        case 'failed':
            return withKnownTurn(state, action.requestId, (turn) =>
                turn.response ? turn : { ...turn, state: 'FAILED', problem: action.problem },
            );
        case 'session':
            return action.view.session_id === state.sessionId ? afterView(state, action.view) : state;
        case 'no-session':
            return action.sessionId === state.sessionId ? notThere(state) : state;
        case 'loading-failed':
            return action.sessionId === state.sessionId && state.loading === 'loading'
                ? { ...state, loading: 'failed', loadingProblem: action.problem }
                : state;
        case 'connection':
            return { ...state, connection: action.connection };
        case 'sessions':
            return { ...state, sessions: action.sessions };
    }
}

function notThere(state: Conversation): Conversation {
    const next: Conversation = { ...state, loading: 'idle' };
    return state.loading === 'loading' && !state.turns.length ? { ...next, isGone: true } : next;
}

function withKnownTurn(state: Conversation, requestId: string, change: (turn: Turn) => Turn): Conversation {
    if (!state.turns.some((turn) => turn.requestId === requestId)) return state;
    return {
        ...state,
        turns: state.turns.map((turn) => (turn.requestId === requestId ? change(turn) : turn)),
    };
}

function withTurn(state: Conversation, requestId: string, change: (turn: Turn) => Turn): Conversation {
    if (state.turns.some((turn) => turn.requestId === requestId))
        return withKnownTurn(state, requestId, change);
    return { ...state, turns: [...state.turns, change({ requestId, said: null, state: 'INITIAL' })] };
}

function afterEvent(state: Conversation, event: LiveEvent): Conversation {
    const { request_id: requestId, response } = event;
    if (!requestId || (event.session_id && event.session_id !== state.sessionId)) return state;
    switch (event.type) {
        case 'request.accepted':
        case 'request.progress':
            return withTurn(state, requestId, (turn) => forward(turn, event.state ?? 'INITIAL'));
        case 'request.partial':
            return withTurn(state, requestId, (turn) => (response ? withPartial(turn, response) : turn));
        case 'request.completed':
            return response ? answered(state, { ...response, request_id: requestId }) : state;
        case 'error':
            return withKnownTurn(state, requestId, (turn) =>
                turn.response || !event.problem ? turn : { ...turn, state: 'FAILED', problem: event.problem },
            );
        default:
            return state;
    }
}

/** Before the answer, products that are not ranked; after it, the answer with what came late. */
function withPartial(turn: Turn, response: Response): Turn {
    if (!isAnswered(turn)) return { ...turn, partial: response };
    const isAnswer = response.status && rank[response.status] >= rank.CLARIFICATION;
    return turn.response && isAnswer ? { ...turn, response } : turn;
}

function forward(turn: Turn, to: WorkflowState): Turn {
    return isAnswered(turn) || rank[to] < rank[turn.state] ? turn : { ...turn, state: to };
}

function answered(state: Conversation, response: Response): Conversation {
    if (response.session_id && response.session_id !== state.sessionId) return state;
    return withTurn(state, response.request_id, (turn) => {
        const { partial: _partial, problem: _problem, ...rest } = turn;
        const next: Turn = { ...rest, state: response.status ?? 'COMPLETED', response };
        return response.problem ? { ...next, problem: response.problem } : next;
    });
}

/** The stored session decides the order, and what was said; answers that are known in full stay. */
function afterView(state: Conversation, view: SessionView): Conversation {
    const known = new Map(state.turns.map((turn) => [turn.requestId, turn]));
    const stored = (view.requests ?? []).map((request): Turn => {
        const before = known.get(request.request_id);
        const said = request.query ?? before?.said ?? '';
        const status = request.status ?? 'INITIAL';
        if (before && (before.isOurs || isAnswered(before) || rank[before.state] >= rank[status]))
            return { ...before, said, ...(rank[status] >= rank.CLARIFICATION && { isStored: true }) };
        const turn: Turn = { ...before, requestId: request.request_id, said, state: status };
        return request.message ? { ...turn, summary: request.message } : turn;
    });
    const { need: _need, loadingProblem: _problem, ...rest } = state;
    return {
        ...rest,
        ...(view.need ? { need: view.need } : {}),
        loading: 'idle',
        title: view.title ?? '',
        saved: view.saved ?? [],
        turns: withOthers(stored, state.turns),
    };
}

/** What the store does not have: refused, it stays behind what it followed; on its way, it will come last. */
function withOthers(stored: Turn[], before: Turn[]): Turn[] {
    const turns = [...stored];
    before.forEach((turn, place) => {
        if (stored.some((one) => one.requestId === turn.requestId)) return;
        const previous = turns.findIndex((one) => one.requestId === before[place - 1]?.requestId);
        if (isPending(turn)) turns.push(turn);
        else turns.splice(previous + 1, 0, turn);
    });
    return turns;
}

/** Its products are results, which "the second one" counts; others are products that were spoken of. */
export function isSearch(response: Response): boolean {
    return response.requirements !== undefined;
}

/** The last results: what "the second one" means. A search that has found nothing leaves none. */
export function shownTurn(state: Conversation): Turn | undefined {
    const last = state.turns.findLast(({ response }) => response && isSearch(response));
    return last?.response?.products?.length ? last : undefined;
}

/** What is wanted now: as the session has it, and with what was clicked since, whether it is answered or not. */
export function needOf({ need, turns }: Conversation): Need | undefined {
    const newest = turns.findLast((turn) => turn.filters && !turn.isStored && turn.state !== 'FAILED');
    return newest?.filters ? { ...need, filters: newest.filters } : need;
}

/** What amounts without a currency are in: that of the results. */
export function currencyOf(shown: Turn | undefined): string | undefined {
    return shown?.response?.products?.[0]?.price?.currency_code;
}

/** The question that is open, if the last turn asks one. */
export function openQuestion(state: Conversation) {
    const last = state.turns.at(-1);
    return last?.state === 'CLARIFICATION' ? last.response?.clarification : undefined;
}

/** Of so many newest turns those whose answers are known in short only, the newest first. */
export function unread(state: Conversation, newest: number): string[] {
    return state.turns
        .slice(-newest)
        .filter((turn) => turn.summary !== undefined && !turn.response)
        .map((turn) => turn.requestId)
        .reverse();
}
