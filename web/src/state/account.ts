// Who is here, as the shop tells it: whether it answers without a key, and signing in and out.
//
// The key is sent once, for a cookie that no script can read, and is kept nowhere. Any answer may say that the cookie
// has ended; the shop is then asked, for an answer may be older than the sign-in.
import type { Api, Fetch } from '../api/http';
import { asProblem } from '../api/problem';
import type { Problem } from '../api/types';

export interface Account {
    /** open: nobody needs to sign in; wanted: nothing is answered before */
    standing: 'unknown' | 'open' | 'in' | 'wanted';
    /** of a sign-in that there was: it has ended by itself, or somebody has left */
    before?: 'ended' | 'left';
    isBusy: boolean;
    problem?: Problem;
}

export interface AccountEvents {
    onWanted: () => void;
    onIn: () => void;
    /** whoever is here is about to leave: what is still to be said in their name */
    onLeaving: () => Promise<void>;
    onOut: () => void;
}

const ASKS_ITSELF = ['/api/v1/me', '/api/v1/sign-in', '/api/v1/sign-out'];
const REFUSED = 401;

/** What a header can carry; anything else is no key, and fetch would not send it. */
const WRITABLE = /^[\x21-\x7e]+$/;

const notAKey: Problem = {
    type: 'invalid-credential',
    status: REFUSED,
    detail: 'An API key is one word of letters and digits, such as st_live_…',
};

export class AccountKeeper {
    private state: Account = { standing: 'unknown', isBusy: false };
    private readonly listeners = new Set<() => void>();
    private isChecking = false;

    constructor(
        private readonly api: Api,
        private readonly events: AccountEvents,
    ) {}

    readonly get = () => this.state;

    readonly subscribe = (listener: () => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** Asks the shop who this is. Where it cannot be asked, all stays as it was. */
    async check() {
        if (this.isChecking || this.state.isBusy) return;
        this.isChecking = true;
        try {
            const { kind } = await this.api.me();
            if (!this.state.isBusy) this.welcome(kind === 'cookie' ? 'in' : 'open');
        } catch (thrown) {
            if (asProblem(thrown).status === REFUSED && !this.state.isBusy) this.want();
        } finally {
            this.isChecking = false;
        }
    }

    async signIn(typed: string) {
        const key = typed.trim();
        if (!key || this.state.isBusy) return;
        if (!WRITABLE.test(key)) {
            this.set({ ...this.state, problem: notAKey });
            return;
        }
        this.set({ ...this.plain(), isBusy: true });
        try {
            await this.api.signIn(key);
            this.welcome('in');
        } catch (thrown) {
            this.set({ ...this.state, isBusy: false, problem: asProblem(thrown) });
        }
    }

    async signOut() {
        if (this.state.isBusy) return;
        this.set({ ...this.plain(), isBusy: true });
        await this.events.onLeaving();
        try {
            await this.api.signOut();
        } catch (thrown) {
            const problem = asProblem(thrown);
            if (problem.status !== REFUSED) {
                this.set({ ...this.state, isBusy: false, problem });
                return;
            }
        }
        this.set({ standing: 'unknown', before: 'left', isBusy: false });
        this.events.onOut();
        await this.check();
    }

    private welcome(standing: 'in' | 'open') {
        const wasWanted = this.state.standing === 'wanted';
        this.set({ standing, isBusy: false });
        if (wasWanted) this.events.onIn();
    }

    private want() {
        const { standing, before } = this.state;
        if (standing === 'wanted') return;
        const now = standing === 'in' ? 'ended' : before;
        this.set({ standing: 'wanted', isBusy: false, ...(now && { before: now }) });
        this.events.onWanted();
    }

    private plain(): Account {
        const { problem: _, ...rest } = this.state;
        return rest;
    }

    private set(next: Account) {
        this.state = next;
        for (const listener of this.listeners) listener();
    }
}

/** Tells of each answer that wants somebody to sign in, but for those by which that is found out. */
export function watching(fetcher: Fetch, onRefused: () => void): Fetch {
    return async (path, init) => {
        const answer = await fetcher(path, init);
        if (answer.status === REFUSED && !ASKS_ITSELF.includes(path)) onRefused();
        return answer;
    };
}
