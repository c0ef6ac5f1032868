import { describe, expect, it } from 'vitest';
import type { Suggestion } from '../../src/api/types';
import { Suggester } from '../../src/state/suggester';

/** A suggester in the hand of the test: time passes when it says so, and so do answers come. */
function open() {
    const asked: { text: string; signal: AbortSignal; answer: (texts: string[]) => Promise<void> }[] = [];
    let waiting: (() => void) | undefined;
    const settled = () => new Promise<void>((done) => setTimeout(done));
    const suggester = new Suggester(
        (text, signal) =>
            new Promise<Suggestion[]>((done) => {
                const answer = (texts: string[]) => (done(texts.map((one) => ({ text: one }))), settled());
                asked.push({ text, signal, answer });
            }),
        (run) => {
            waiting = run;
            return () => (waiting = undefined);
        },
    );
    let changes = 0;
    suggester.subscribe(() => changes++);
    return {
        suggester,
        asked,
        pause: () => (waiting?.(), (waiting = undefined)),
        isWaiting: () => waiting !== undefined,
        texts: () => suggester.get().items.map(({ text }) => text),
        changes: () => changes,
    };
}

describe('a suggester', () => {
    it('asks when somebody pauses, not for every letter', async () => {
        const { suggester, asked, pause, texts } = open();
        for (const text of ['h', 'he', 'hea', 'head']) suggester.typed(text);
        expect(asked).toHaveLength(0);
        pause();
        expect(asked.map(({ text }) => text)).toEqual(['head']);
        await asked[0]?.answer(['headphones', 'headset']);
        expect(texts()).toEqual(['headphones', 'headset']);
        expect(suggester.get().typed).toBe('head');
    });

    it('gives up what was asked before, and shows no answer that comes late', async () => {
        const { suggester, asked, pause, texts } = open();
        suggester.typed('head');
        pause();
        suggester.typed('heads');
        expect(asked[0]?.signal.aborted).toBe(true);
        pause();
        await asked[1]?.answer(['headset']);
        await asked[0]?.answer(['headphones']);
        expect(texts()).toEqual(['headset']);
    });

    it('keeps what is shown until there is something better', async () => {
        const { suggester, asked, pause, texts } = open();
        suggester.typed('head');
        pause();
        await asked[0]?.answer(['headphones']);
        suggester.typed('headp');
        expect(texts()).toEqual(['headphones']);
        pause();
        await asked[1]?.answer([]);
        expect(texts()).toEqual([]);
    });

    it('does not suggest what is typed already', async () => {
        const { suggester, asked, pause, texts } = open();
        suggester.typed('Headset ');
        pause();
        await asked[0]?.answer(['headset', 'headset stand']);
        expect(texts()).toEqual(['headset stand']);
    });

    it('does not ask for less than two letters, several lines or a whole story', () => {
        const { suggester, asked, pause, isWaiting } = open();
        for (const text of ['', ' h ', 'one\ntwo', 'x'.repeat(81)]) {
            suggester.typed(text);
            expect(isWaiting()).toBe(false);
        }
        suggester.typed('red   running');
        pause();
        expect(asked.map(({ text }) => text)).toEqual(['red running']);
    });

    it('is quiet after Escape until the text changes, and begins anew with an empty box', async () => {
        const { suggester, asked, pause, texts, changes } = open();
        suggester.typed('head');
        pause();
        await asked[0]?.answer(['headphones']);
        suggester.clear();
        expect(texts()).toEqual([]);
        suggester.typed('head');
        pause();
        expect(asked).toHaveLength(1);
        suggester.forget();
        suggester.typed('head');
        pause();
        expect(asked).toHaveLength(2);
        expect(changes()).toBe(2);
    });

    it('has nothing to suggest when it cannot be asked', async () => {
        let run = () => {};
        const suggester = new Suggester(
            () => Promise.reject(new Error('away')),
            (given) => ((run = given), () => {}),
        );
        suggester.typed('head');
        run();
        await new Promise((done) => setTimeout(done));
        expect(suggester.get().items).toEqual([]);
    });
});
