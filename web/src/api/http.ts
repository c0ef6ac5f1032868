// The JSON API. Every function gives the message or throws a Failure; fetch comes from outside, for tests.
import { Failure, problemOf, unreachable } from './problem';
import type { Ask, Identity, Response, SessionEntry, SessionView, Suggestion } from './types';

export const PAGE_SIZE = 12;
export const MOST_SUGGESTIONS = 6;
const POLL_MS = 700;
const POLLS = 120;

export type Fetch = (path: string, init?: RequestInit) => Promise<globalThis.Response>;

async function call(fetcher: Fetch, path: string, init?: RequestInit): Promise<globalThis.Response> {
    let answer: globalThis.Response;
    try {
        answer = await fetcher(path, init);
    } catch {
        throw new Failure(unreachable);
    }
    if (!answer.ok) throw new Failure(await problemOf(answer));
    return answer;
}

export const later = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
const segment = encodeURIComponent;

export function chatBody(ask: Ask, locale: string) {
    const { message, filters, media } = ask;
    return { message, limit: PAGE_SIZE, locale, ...(filters && { filters }), ...(media && { media }) };
}

export class Api {
    constructor(
        private readonly fetcher: Fetch,
        private readonly locale: string,
        private readonly wait: (ms: number) => Promise<void> = later,
    ) {}

    /** Asks and waits for the answer, however long the workflow takes; asking the same again is harmless. */
    async chat(ask: Ask): Promise<Response> {
        const { request_id, session_id, user_id } = ask;
        const answer = await call(this.fetcher, '/api/v1/chat', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json' },
            body: JSON.stringify({ ...chatBody(ask, this.locale), request_id, session_id, user_id }),
        });
        if (answer.status === 202) return this.settled(request_id);
        return (await answer.json()) as Response;
    }

    private async settled(requestId: string): Promise<Response> {
        for (let poll = 0; poll < POLLS; poll++) {
            await this.wait(POLL_MS);
            const answer = await call(this.fetcher, `/api/v1/requests/${segment(requestId)}`);
            if (answer.status === 200) return (await answer.json()) as Response;
        }
        throw new Failure({ title: 'The answer takes too long', retryable: true });
    }

    async request(requestId: string): Promise<Response> {
        const answer = await call(this.fetcher, `/api/v1/requests/${segment(requestId)}`);
        return (await answer.json()) as Response;
    }

    async suggest(text: string, signal: AbortSignal): Promise<Suggestion[]> {
        const path = `/api/v1/suggest?q=${segment(text)}&limit=${MOST_SUGGESTIONS}`;
        const answer = await call(this.fetcher, path, { signal });
        return ((await answer.json()) as { suggestions?: Suggestion[] }).suggestions ?? [];
    }

    async session(sessionId: string, userId: string): Promise<SessionView> {
        const answer = await call(
            this.fetcher,
            `/api/v1/sessions/${segment(sessionId)}?user_id=${segment(userId)}`,
        );
        return (await answer.json()) as SessionView;
    }

    async sessions(userId: string): Promise<SessionEntry[]> {
        const answer = await call(this.fetcher, `/api/v1/sessions?user_id=${segment(userId)}`);
        return ((await answer.json()) as { sessions?: SessionEntry[] }).sessions ?? [];
    }

    /** Who asks. */
    async me(): Promise<Identity> {
        const answer = await call(this.fetcher, '/api/v1/me');
        return (await answer.json()) as Identity;
    }

    /** The key for a cookie, which the browser keeps. */
    async signIn(key: string): Promise<void> {
        const headers = { Authorization: `Bearer ${key}` };
        await call(this.fetcher, '/api/v1/sign-in', { method: 'POST', headers });
    }

    async signOut(): Promise<void> {
        await call(this.fetcher, '/api/v1/sign-out', { method: 'POST' });
    }

    async erase(sessionId: string, userId: string): Promise<void> {
        await call(this.fetcher, `/api/v1/sessions/${segment(sessionId)}?user_id=${segment(userId)}`, {
            method: 'DELETE',
        });
    }
}
