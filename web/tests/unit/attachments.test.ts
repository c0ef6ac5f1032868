import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/api/problem';
import type { StoredMedia } from '../../src/api/types';
import { Attachments, MOST, MOST_BYTES } from '../../src/state/attachments';

/** Attachments in the hand of the test: a file has gone when it says so. */
function open() {
    const sent: {
        signal: AbortSignal;
        progress: (part: number) => void;
        done: (stored: StoredMedia) => Promise<void>;
        fail: (thrown: unknown) => Promise<void>;
    }[] = [];
    const released: string[] = [];
    const settled = () => new Promise<void>((after) => setTimeout(after));
    const attachments = new Attachments({
        upload: (_, signal, progress) =>
            new Promise((done, failed) => {
                sent.push({
                    signal,
                    progress,
                    done: (stored) => (done(stored), settled()),
                    fail: (thrown) => (failed(thrown), settled()),
                });
            }),
        addressOf: () => `blob:${sent.length}`,
        release: (address) => void released.push(address),
    });
    return { attachments, sent, released, first: () => attachments.get()[0] };
}

const photo = new File(['x'], 'mug.jpg', { type: 'image/jpeg' });
const note = new File(['x'], 'Voice note', { type: 'audio/webm' });
const stored = { media_id: 'm1', kind: 'picture' as const };

describe('what is attached', () => {
    it('is sent at once, and goes with the message when it is there', async () => {
        const { attachments, sent, first } = open();
        attachments.add([photo]);
        expect(first()).toMatchObject({
            name: 'mug.jpg',
            kind: 'picture',
            preview: 'blob:0',
            standing: 'sending',
        });
        sent[0]?.progress(0.5);
        expect(first()?.part).toBe(0.5);
        expect(attachments.take()).toEqual([]);
        await sent[0]?.done(stored);
        expect(attachments.take()).toMatchObject([{ mediaId: 'm1', preview: 'blob:0' }]);
        expect(attachments.get()).toEqual([]);
    });

    it('is what its bytes are, whatever its name says', async () => {
        const { attachments, sent, first } = open();
        attachments.add([note]);
        expect(first()).toMatchObject({ kind: 'voice', preview: '' });
        await sent[0]?.done(stored);
        expect(first()?.kind).toBe('picture');
    });

    it('can be taken away on its way', async () => {
        const { attachments, sent, released, first } = open();
        attachments.add([photo]);
        attachments.remove(first()?.id ?? 0);
        expect(sent[0]?.signal.aborted).toBe(true);
        expect(released).toEqual(['blob:0']);
        await sent[0]?.fail(new Error('aborted'));
        expect(attachments.get()).toEqual([]);
    });

    it('is cleared when somebody leaves, and waits until the shop knows', async () => {
        const { attachments, sent, released } = open();
        attachments.add([photo, photo, photo]);
        await sent[0]?.done(stored);
        await sent[1]?.fail(new Failure({ title: 'No room' }));
        let isOver = false;
        const over = attachments.clear().then(() => (isOver = true));
        expect(attachments.get()).toEqual([]);
        expect(released.length).toBe(3);
        expect(sent.map(({ signal }) => signal.aborted)).toEqual([false, true, true]);
        await Promise.resolve();
        expect(isOver).toBe(false);
        await sent[2]?.fail(new Error('aborted'));
        expect(await over).toBe(true);
        expect(attachments.get()).toEqual([]);
    });

    it('keeps what is there when the page is left: it may be come back to', async () => {
        const { attachments, sent } = open();
        attachments.add([photo, photo]);
        await sent[0]?.done(stored);
        void attachments.clear(true);
        expect(sent[1]?.signal.aborted).toBe(true);
        expect(attachments.get()).toMatchObject([{ standing: 'there' }]);
    });

    it('tells why it is refused, and can be sent again', async () => {
        const { attachments, sent, first } = open();
        attachments.add([photo]);
        await sent[0]?.fail(new Failure({ title: 'No room', retryable: true }));
        expect(first()).toMatchObject({ standing: 'refused', problem: { title: 'No room' } });
        attachments.retry(first()?.id ?? 0);
        expect(first()?.standing).toBe('sending');
        await sent[1]?.done(stored);
        expect(first()?.standing).toBe('there');
    });

    it('takes what the shop has already, as long as there is room', () => {
        const { attachments, sent } = open();
        for (let n = 0; n < MOST; n++) expect(attachments.keep(note, `m${n}`)).toBe(true);
        expect(attachments.keep(note, 'one too many')).toBe(false);
        expect(sent).toEqual([]);
        expect(attachments.take().map(({ mediaId }) => mediaId)).toEqual(['m0', 'm1', 'm2', 'm3']);
    });

    it('has limits', () => {
        const { attachments, sent } = open();
        expect(attachments.add(Array.from({ length: MOST + 2 }, () => photo))).toBe(2);
        expect(sent.length).toBe(MOST);
        const large = open();
        large.attachments.add([
            Object.defineProperty(new File([], 'big'), 'size', { value: MOST_BYTES + 1 }),
        ]);
        expect(large.first()?.standing).toBe('refused');
        expect(large.sent).toEqual([]);
    });
});
