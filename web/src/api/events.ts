// Tells the shop what was followed and what was saved, so that its ranking can be learnt from it.
//
// Nothing waits for it and nothing is said when it fails. Somebody who asks not to be tracked tells nothing, and nobody
// does once the shop has said that it records nothing.
import type { Fetch } from './http';
import type { Interaction } from './types';

export const PATH = '/api/v1/events';
export const MOST_KEPT = 50; // of those not taken yet; the oldest are forgotten
export const MOST_AT_ONCE = 20; // fits into what a browser sends for a page that is left
const PATIENCE_MS = 10_000;

export interface Wishes {
    doNotTrack?: string | null;
    globalPrivacyControl?: boolean;
}

/** Do-Not-Track or Global Privacy Control is on. */
export function isPrivate({ doNotTrack, globalPrivacyControl }: Wishes): boolean {
    return globalPrivacyControl === true || doNotTrack === '1' || doNotTrack === 'yes';
}

/** The same for the same deed, however often it is done or sent: it counts once. */
function idOf({ request_id, kind, position }: Omit<Interaction, 'event_id'>): string {
    return `${request_id}-${kind}-${position}`;
}

type Outcome = { taken: number } | 'later' | 'never';

/** What the answer means for what was sent. Sent again is only what may pass then. */
async function outcomeOf(answer: globalThis.Response, sent: number): Promise<Outcome> {
    if (answer.status === 404) return 'never'; // a shop that does not know of it
    if (answer.status === 429 || answer.status >= 500) return 'later';
    if (!answer.ok) return { taken: sent };
    const receipt = (await answer.json()) as { accepted?: number; recording?: boolean };
    return receipt.recording ? { taken: receipt.accepted ?? 0 } : 'never';
}

export class Events {
    private kept: Interaction[] = [];
    private isSending = false;
    private isOver = false;

    constructor(
        private readonly fetcher: Fetch,
        private readonly wishes: () => Wishes,
    ) {}

    tell(deed: Omit<Interaction, 'event_id'>) {
        const event = { ...deed, event_id: idOf(deed) };
        if (this.isOver || isPrivate(this.wishes())) return;
        if (this.kept.some(({ event_id }) => event_id === event.event_id)) return;
        this.kept = [...this.kept, event].slice(-MOST_KEPT);
        if (!this.isSending) void this.send();
    }

    /** Somebody else may be here next. */
    forget() {
        this.kept = [];
    }

    /** One request at a time; what was not taken goes with the next thing told. */
    private async send() {
        this.isSending = true;
        while (this.kept.length > 0 && (await this.sendSome()));
        this.isSending = false;
    }

    /** Whether to go on. */
    private async sendSome(): Promise<boolean> {
        if (isPrivate(this.wishes())) this.kept = [];
        const events = this.kept.slice(0, MOST_AT_ONCE);
        if (!events.length) return false;
        const outcome = await this.post(events);
        if (outcome === 'never') {
            this.isOver = true;
            this.kept = [];
        }
        if (typeof outcome === 'string') return false;
        const done = events.slice(0, outcome.taken);
        this.kept = this.kept.filter((one) => !done.includes(one));
        return done.length === events.length;
    }

    private async post(events: Interaction[]): Promise<Outcome> {
        try {
            const answer = await this.fetcher(PATH, {
                method: 'POST',
                headers: { 'Content-Type': 'application/json' },
                body: JSON.stringify({ events }),
                keepalive: true,
                signal: AbortSignal.timeout(PATIENCE_MS),
            });
            return await outcomeOf(answer, events.length);
        } catch {
            return 'later';
        }
    }
}
