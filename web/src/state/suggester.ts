// What somebody who types may want to say. It is asked for a moment after the last letter; what was asked before is
// given up, and an answer that comes late is not shown. It is a convenience: where it cannot be had there is none.
import type { Suggestion } from '../api/types';

export interface Suggested {
    /** what they were asked for */
    typed: string;
    items: Suggestion[];
}

const nothing: Suggested = { typed: '', items: [] };
const AFTER_MS = 120;
const LEAST_LETTERS = 2;
const MOST_LETTERS = 80; // longer than the name of anything: somebody is telling something

export class Suggester {
    private now = nothing;
    private wanted = '';
    private stop: () => void = () => {};
    private readonly listeners = new Set<() => void>();

    constructor(
        private readonly ask: (text: string, signal: AbortSignal) => Promise<Suggestion[]>,
        private readonly schedule: (run: () => void, ms: number) => () => void,
    ) {}

    readonly get = () => this.now;

    readonly subscribe = (listener: () => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** The text is now this. What is shown stays until there is something better, so that nothing flickers. */
    typed(text: string) {
        const wanted = worthAsking(text);
        if (wanted === this.wanted) return;
        this.stop();
        this.wanted = wanted;
        if (!wanted) return this.show(nothing);
        const given = new AbortController();
        const stopTimer = this.schedule(() => void this.find(wanted, given.signal), AFTER_MS);
        this.stop = () => {
            stopTimer();
            given.abort();
        };
    }

    /** Nothing more, until something else is typed. */
    clear() {
        this.stop();
        this.show(nothing);
    }

    /** The box is empty again: the same letters may be typed anew. */
    forget() {
        this.clear();
        this.wanted = '';
    }

    private async find(typed: string, signal: AbortSignal) {
        const items = await this.ask(typed, signal).catch(() => []);
        if (!signal.aborted) this.show({ typed, items: items.filter(({ text }) => !isSame(text, typed)) });
    }

    private show(next: Suggested) {
        if (next.items.length === 0 && this.now.items.length === 0) return;
        this.now = next;
        for (const listener of this.listeners) listener();
    }
}

function worthAsking(text: string): string {
    const wanted = text.trimStart().replace(/[^\S\n]+/g, ' ');
    const isWorth =
        wanted.trimEnd().length >= LEAST_LETTERS && wanted.length <= MOST_LETTERS && !wanted.includes('\n');
    return isWorth ? wanted : '';
}

function isSame(one: string, other: string): boolean {
    return one.toLocaleLowerCase() === other.trim().toLocaleLowerCase();
}
