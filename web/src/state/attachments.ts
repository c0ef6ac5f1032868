// What goes with the message that is being written: photos and voice notes. Each is sent to the shop as soon as it is
// chosen; the message then only names it.
import { asProblem } from '../api/problem';
import type { Problem, StoredMedia } from '../api/types';

export type Kind = 'picture' | 'voice';

export interface Attachment {
    id: number;
    name: string;
    kind: Kind;
    /** an address of this page for what is to be seen of it; '': nothing is */
    preview: string;
    standing: 'sending' | 'there' | 'refused';
    /** how much of it has gone, 0 to 1 */
    part: number;
    mediaId: string;
    problem?: Problem;
}

export const MOST = 4;
export const MOST_BYTES = 16 << 20;
const SEEN = /^image\/(jpeg|png|gif|webp)$/; // browsers show these; HEIC only some

export interface Surroundings {
    upload: (file: Blob, signal: AbortSignal, onProgress: (part: number) => void) => Promise<StoredMedia>;
    addressOf: (file: Blob) => string;
    release: (address: string) => void;
}

export class Attachments {
    private items: Attachment[] = [];
    private readonly sending = new Map<number, { file: Blob; given: AbortController; over: Promise<void> }>();
    private readonly listeners = new Set<() => void>();
    private last = 0;

    constructor(private readonly around: Surroundings) {}

    readonly get = () => this.items;

    readonly subscribe = (listener: () => void) => {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    };

    /** What is too much is left out; how many were. */
    add(files: Iterable<File>): number {
        let left = 0;
        for (const file of files) {
            if (this.items.length < MOST) this.begin(file);
            else left++;
        }
        return left;
    }

    /** The shop has it already, under that id. False: it is one too many. */
    keep(file: File, mediaId: string): boolean {
        if (this.items.length >= MOST) return false;
        this.show([...this.items, { ...this.itemOf(file), standing: 'there', part: 1, mediaId }]);
        return true;
    }

    remove(id: number) {
        const gone = this.items.find((one) => one.id === id);
        this.sending.get(id)?.given.abort();
        this.sending.delete(id);
        if (gone?.preview) this.around.release(gone.preview);
        this.show(this.items.filter((one) => one.id !== id));
    }

    retry(id: number) {
        const file = this.sending.get(id)?.file;
        if (file) this.send(id, file);
    }

    /** All of it, or what is not there yet; over, when the shop has been told of what was on its way. */
    async clear(onlyUnsent = false): Promise<void> {
        const ends = [...this.sending.values()].map(({ over }) => over);
        for (const { id, standing } of this.items) if (!onlyUnsent || standing !== 'there') this.remove(id);
        await Promise.all(ends);
    }

    /** What has arrived goes with a message; whoever takes it has the previews from now on. */
    take(): Attachment[] {
        const taken = this.items.filter(({ standing }) => standing === 'there');
        this.show(this.items.filter(({ standing }) => standing !== 'there'));
        return taken;
    }

    private itemOf(file: File): Attachment {
        const kind: Kind = file.type.startsWith('audio/') ? 'voice' : 'picture';
        const preview = SEEN.test(file.type) ? this.around.addressOf(file) : '';
        return {
            id: ++this.last,
            name: file.name || (kind === 'picture' ? 'Photo' : 'Voice note'),
            kind,
            preview,
            standing: 'sending',
            part: 0,
            mediaId: '',
        };
    }

    private begin(file: File) {
        const item = this.itemOf(file);
        const { id } = item;
        this.show([...this.items, item]);
        if (file.size > MOST_BYTES)
            this.refuse(id, { title: 'This file is too large', detail: '16 MB at most.' });
        else this.send(id, file);
    }

    private send(id: number, file: Blob) {
        const given = new AbortController();
        this.change(id, { standing: 'sending', part: 0 });
        this.sending.set(id, { file, given, over: this.sent(id, file, given.signal) });
    }

    private async sent(id: number, file: Blob, signal: AbortSignal) {
        try {
            const stored = await this.around.upload(file, signal, (part) => this.change(id, { part }));
            this.sending.delete(id);
            this.change(id, { standing: 'there', mediaId: stored.media_id, kind: stored.kind ?? 'picture' });
        } catch (thrown) {
            if (!signal.aborted) this.refuse(id, asProblem(thrown));
        }
    }

    private refuse(id: number, problem: Problem) {
        this.change(id, { standing: 'refused', problem });
    }

    private change(id: number, to: Partial<Attachment>) {
        this.show(this.items.map((one) => (one.id === id ? { ...one, ...to } : one)));
    }

    private show(items: Attachment[]) {
        this.items = items;
        for (const listener of this.listeners) listener();
    }
}
