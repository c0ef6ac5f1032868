// The WebSocket of docs/live.md: connects, follows one session, and comes back by itself after a loss.
//
// What was asked and is not answered is sent again under the same request_id when the connection is back: the
// server takes the second time for the first. What was missed in between is replayed after the last event's id.
import { chatBody } from './http';
import type { Ask, LiveEvent } from './types';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting' | 'away';

export type Socket = Pick<WebSocket, 'readyState' | 'send' | 'close' | 'onopen' | 'onclose' | 'onmessage'>;

export interface LiveOptions {
    connect: () => Socket;
    schedule: (run: () => void, ms: number) => () => void;
    random: () => number;
    locale: string;
    onEvent: (event: LiveEvent) => void;
    onStatus: (status: LiveStatus) => void;
}

const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 8000;
const OPEN_WITHIN_MS = 5000;
const GIVE_UP_AFTER = 3; // attempts in a row: from then on it is "away", and asked over HTTP
const OPEN = 1;

export class Live {
    private socket: Socket | null = null;
    private stopTimer: () => void = () => {};
    private failures = 0;
    private wasLive = false;
    private isEnded = false;
    private lastId = '';
    private readonly unanswered = new Map<string, Ask>();

    constructor(
        private readonly sessionId: string,
        private readonly userId: string,
        private readonly options: LiveOptions,
    ) {}

    start() {
        this.options.onStatus('connecting');
        this.open();
    }

    end() {
        this.isEnded = true;
        this.stopTimer();
        this.drop();
    }

    /** Leaves the connection and does not come back until it is told to; what is not answered is kept. */
    rest() {
        this.stopTimer();
        this.drop();
    }

    /** Tries at once instead of when the time has come: the network is back, or somebody looks again. */
    retryNow() {
        if (this.isEnded || this.socket) return;
        this.stopTimer();
        this.open();
    }

    get isOpen() {
        return this.socket?.readyState === OPEN;
    }

    /** Kept until it is answered; sent now or when the connection is there. */
    ask(ask: Ask) {
        this.unanswered.set(ask.request_id, ask);
        if (this.isOpen) this.sendAsk(ask);
    }

    /** What is not answered, for somebody who asks in another way. */
    take(): Ask[] {
        const taken = [...this.unanswered.values()];
        this.unanswered.clear();
        return taken;
    }

    private open() {
        const socket = this.options.connect();
        this.socket = socket;
        this.stopTimer = this.options.schedule(() => this.lost(socket), OPEN_WITHIN_MS);
        socket.onopen = () => this.opened(socket);
        socket.onclose = () => this.lost(socket);
        socket.onmessage = (message) => this.received(message.data);
    }

    private opened(socket: Socket) {
        if (socket !== this.socket) return;
        this.stopTimer();
        this.failures = 0;
        this.wasLive = true;
        this.sendFollow();
        for (const ask of this.unanswered.values()) this.sendAsk(ask);
        this.options.onStatus('live');
    }

    private lost(socket: Socket) {
        if (socket !== this.socket) return;
        this.drop();
        if (this.isEnded) return;
        this.stopTimer();
        this.failures++;
        const ms = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.failures - 1));
        this.stopTimer = this.options.schedule(() => this.open(), ms * (0.75 + this.options.random() / 2));
        this.options.onStatus(
            this.failures >= GIVE_UP_AFTER ? 'away' : this.wasLive ? 'reconnecting' : 'connecting',
        );
    }

    private drop() {
        const socket = this.socket;
        this.socket = null;
        if (!socket) return;
        socket.onopen = socket.onclose = socket.onmessage = null;
        socket.close();
    }

    private sendFollow() {
        const follow = this.lastId ? { after: this.lastId } : {};
        this.send({ session_id: this.sessionId, user_id: this.userId, follow });
    }

    private sendAsk(ask: Ask) {
        const { request_id, session_id, user_id } = ask;
        this.send({ request_id, session_id, user_id, chat: chatBody(ask, this.options.locale) });
    }

    private send(command: object) {
        this.socket?.send(JSON.stringify(command));
    }

    private received(data: unknown) {
        const event = eventOf(data);
        if (!event) return;
        if (event.id) this.lastId = event.id;
        const isOver = event.type === 'request.completed' || event.type === 'error';
        if (isOver && event.request_id) this.unanswered.delete(event.request_id);
        this.options.onEvent(event);
    }
}

function eventOf(data: unknown): LiveEvent | null {
    if (typeof data !== 'string') return null;
    try {
        const event: unknown = JSON.parse(data);
        return typeof event === 'object' && event !== null && 'type' in event ? (event as LiveEvent) : null;
    } catch {
        return null;
    }
}
