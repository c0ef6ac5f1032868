// What the page does: opens conversations, says things, and keeps the state true to what the server tells.
import type { Api } from '../api/http';
import type { Live, LiveStatus } from '../api/live';
import { asProblem, isPassing } from '../api/problem';
import type { Ask, Filters, LiveEvent, Problem } from '../api/types';
import {
    type Action,
    type Connection,
    type Conversation,
    isPending,
    nothing,
    reduce,
    type Sent,
    unread,
} from './conversation';

export interface Surroundings {
    api: Api;
    userId: string;
    newId: () => string;
    live: (
        sessionId: string,
        handlers: { onEvent: (event: LiveEvent) => void; onStatus: (status: LiveStatus) => void },
    ) => Live;
    schedule: (run: () => void, ms: number) => void;
    /** A conversation has got its name: the address of the page follows. */
    onNamed: (sessionId: string) => void;
}

/** What a message has beside its text. */
interface Beside {
    filters?: Filters | undefined;
    media?: Sent[] | undefined;
}

const MOST_TRIES = 10; // of a request that is refused for a passing reason
const TRY_AGAIN_MS = 1500;
const READ_AHEAD = 6; // newest answers that are read in full; older ones on demand

export class Shop {
    private state: Conversation = nothing;
    private readonly listeners = new Set<() => void>();
    private live: Live | null = null;
    private isAway = false;
    private isSuspended = false;
    private readonly tries = new Map<string, number>(); // by request
    private isRefreshing = false;
    private refreshAgain = false;

    constructor(private readonly around: Surroundings) {}

    // ---- for the view ----

    readonly get = () => this.state;

    readonly subscribe = (listener: () => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** An empty id: a new conversation, named when the first thing is said. */
    open(sessionId: string) {
        this.live?.end();
        this.live = null;
        this.isAway = false;
        this.dispatch({ type: 'opened', sessionId, isNew: sessionId === '' });
        if (sessionId) {
            this.follow(sessionId);
            void this.refresh();
        } else {
            this.dispatch({ type: 'connection', connection: 'live' });
        }
        this.tryRefreshSessions();
    }

    reload() {
        this.open(this.state.sessionId);
    }

    /** `filters`: the conditions that hold from now on; the text is then not read, only shown. */
    say(text: string, filters?: Filters, media?: Sent[]) {
        const message = text.trim();
        if (!message && !media?.length) return;
        if (!this.state.sessionId) this.name();
        this.put(this.around.newId(), message, { filters, media });
    }

    /** A request that the shop has answered with a failure keeps it: the message is asked anew. */
    sayAgain(requestId: string) {
        const turn = this.state.turns.find((one) => one.requestId === requestId);
        if (!turn || turn.said === null) return;
        if (turn.response) this.say(turn.said, turn.filters, turn.media);
        else this.put(requestId, turn.said, turn);
    }

    async readInFull(requestId: string) {
        try {
            const response = await this.around.api.request(requestId);
            this.dispatch({ type: 'answered', response: { ...response, request_id: requestId } });
        } catch {
            // Its summary stays, and the button to try again with it.
        }
    }

    async erase(sessionId: string) {
        await this.around.api.erase(sessionId, this.around.userId);
        this.dispatch({
            type: 'sessions',
            sessions: this.state.sessions.filter((one) => one.session_id !== sessionId),
        });
    }

    retryNow() {
        if (!this.isSuspended) this.live?.retryNow();
    }

    /** Somebody has to sign in first: nothing is asked, and nothing that was said is lost. */
    suspend() {
        this.isSuspended = true;
        this.live?.rest();
    }

    resume() {
        this.isSuspended = false;
        this.retryNow();
        if (this.state.sessionId) void this.refresh();
        else this.tryRefreshSessions();
    }

    /** Nothing of who was here stays on the page. */
    leave() {
        this.open('');
        this.dispatch({ type: 'sessions', sessions: [] });
    }

    // ---- asking ----

    private name() {
        const sessionId = this.around.newId();
        this.dispatch({ type: 'opened', sessionId, isNew: true });
        this.follow(sessionId);
        this.around.onNamed(sessionId);
    }

    private follow(sessionId: string) {
        const live: Live = this.around.live(sessionId, {
            onEvent: (event) => live === this.live && this.happened(event),
            onStatus: (status) => live === this.live && this.connected(status),
        });
        this.live = live;
        if (!this.isSuspended) live.start();
    }

    private put(requestId: string, message: string, beside: Beside) {
        const { filters, media } = beside;
        const ask = {
            request_id: requestId,
            session_id: this.state.sessionId,
            user_id: this.around.userId,
            message,
            ...(filters && { filters }),
            ...(media?.length && { media: media.map(({ mediaId }) => ({ media_id: mediaId })) }),
        };
        this.dispatch({
            type: 'said',
            requestId,
            text: message,
            ...(filters && { filters }),
            ...(media?.length && { media }),
        });
        this.send(ask);
    }

    private send(ask: Ask) {
        if (this.isAway && !this.isSuspended) void this.askOverHttp(ask);
        else this.live?.ask(ask);
    }

    private async askOverHttp(ask: Ask) {
        try {
            const response = await this.around.api.chat(ask);
            this.dispatch({ type: 'answered', response: { ...response, request_id: ask.request_id } });
            void this.refresh();
        } catch (thrown) {
            const problem = asProblem(thrown);
            if (problem.type === 'unreachable' || problem.status === 401) {
                this.live?.ask(ask); // kept: it is sent when the shop or the sign-in is back, one way or the other
            } else {
                this.refused(ask.request_id, problem);
            }
        }
    }

    /** Not taken, and why. What passes is tried again before it is told. */
    private refused(requestId: string, problem: Problem) {
        const { sessionId } = this.state;
        const tries = this.tries.get(requestId) ?? 0;
        if (!isPassing(problem) || tries === MOST_TRIES) {
            this.tries.delete(requestId);
            this.dispatch({ type: 'failed', requestId, problem });
            return;
        }
        this.tries.set(requestId, tries + 1);
        this.around.schedule(() => {
            const turn = this.state.turns.find((one) => one.requestId === requestId);
            if (turn && turn.said !== null && isPending(turn) && sessionId === this.state.sessionId)
                this.put(requestId, turn.said, turn);
        }, TRY_AGAIN_MS);
    }

    // ---- what the server tells ----

    private connected(status: LiveStatus) {
        this.isAway = status === 'away';
        if (status === 'away') {
            for (const ask of this.live?.take() ?? []) void this.askOverHttp(ask);
            void this.look();
            return;
        }
        this.dispatch({ type: 'connection', connection: status });
        if (status === 'live' && this.state.loading === 'failed') void this.refresh();
    }

    /** Without a live connection: is the shop there at all? */
    private async look() {
        let connection: Connection = 'http';
        try {
            await this.refreshSessions();
        } catch (thrown) {
            if (asProblem(thrown).type === 'unreachable') connection = 'offline';
        }
        if (this.isAway) this.dispatch({ type: 'connection', connection });
    }

    private happened(event: LiveEvent) {
        const { request_id: requestId, problem } = event;
        const isOurs = this.state.turns.some((turn) => turn.isOurs && turn.requestId === requestId);
        if (event.type === 'error' && requestId && problem && isOurs) this.refused(requestId, problem);
        else this.dispatch({ type: 'event', event });
        const isUnknown = this.state.turns.some((turn) => turn.said === null);
        if (event.type === 'request.completed' || isUnknown) void this.refresh();
    }

    /** Reads the session anew: what is wanted now, the shortlist, and what was said elsewhere. One at a time. */
    private async refresh() {
        if (this.isRefreshing) {
            this.refreshAgain = true;
            return;
        }
        this.isRefreshing = true;
        try {
            do {
                this.refreshAgain = false;
                await this.readSession();
            } while (this.refreshAgain);
        } finally {
            this.isRefreshing = false;
        }
        this.tryRefreshSessions();
    }

    private async readSession() {
        const { sessionId } = this.state;
        if (!sessionId) return;
        try {
            this.dispatch({
                type: 'session',
                view: await this.around.api.session(sessionId, this.around.userId),
            });
            await Promise.all(unread(this.state, READ_AHEAD).map((id) => this.readInFull(id)));
        } catch (thrown) {
            const problem = asProblem(thrown);
            if (problem.status === 404) this.dispatch({ type: 'no-session', sessionId });
            else this.dispatch({ type: 'loading-failed', sessionId, problem });
        }
    }

    private async refreshSessions() {
        this.dispatch({ type: 'sessions', sessions: await this.around.api.sessions(this.around.userId) });
    }

    /** The list is a convenience: where it cannot be had it stays as it was. */
    private tryRefreshSessions() {
        this.refreshSessions().catch(() => {});
    }

    private dispatch(action: Action) {
        const next = reduce(this.state, action);
        if (next === this.state) return;
        this.state = next;
        for (const listener of this.listeners) listener();
    }
}
