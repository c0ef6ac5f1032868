// Sends a large file in pieces, by tus 1.0.0: where the line breaks, it goes on with what the shop has already. An upload
// that comes to nothing is ended at the shop, which has room for so many only. So beginning one is not cut short: whoever
// has no answer does not know what to end.
import type { Fetch } from './http';
import { asProblem, Failure, problemOf, unreachable } from './problem';
import type { StoredMedia } from './types';

export const PIECE = 256 << 10;
const UPLOADS = '/api/v1/uploads';
const PIECE_MS = 60_000;
const TRIES = 6; // in a row; the pauses between them are half a minute together
const PAUSE_MS = 500;

export interface Line {
    fetch: Fetch;
    wait: (ms: number) => Promise<void>;
}

/** How far it is; with an id, when all of it is there. */
interface Reached {
    offset: number;
    mediaId: string;
}

class Upload {
    private place = '';
    private reached: Reached = { offset: 0, mediaId: '' };

    constructor(
        private readonly file: Blob,
        private readonly signal: AbortSignal,
        private readonly fetcher: Fetch,
    ) {}

    /** Begins it, or finds out how far it is. */
    async open(): Promise<void> {
        this.signal.throwIfAborted();
        if (this.place) this.reached = reachedOf(await this.ask('HEAD', this.place, {}));
        else {
            const size = { 'Upload-Length': String(this.file.size) };
            const answer = await this.ask('POST', UPLOADS, size, { signal: null });
            this.place = `${UPLOADS}/${answer.headers.get('location')?.split('/').pop() ?? ''}`;
        }
    }

    async sendPiece(): Promise<Reached> {
        const { offset } = this.reached;
        const headers = {
            'Upload-Offset': String(offset),
            'Content-Type': 'application/offset+octet-stream',
        };
        const body = this.file.slice(offset, offset + PIECE);
        this.reached = reachedOf(await this.ask('PATCH', this.place, headers, { body }));
        return this.reached;
    }

    async stored(): Promise<StoredMedia> {
        const answer = await this.ask('GET', `/api/v1/media/${this.reached.mediaId}`, {});
        return (await answer.json()) as StoredMedia;
    }

    isThere(): boolean {
        return this.reached.mediaId !== '';
    }

    /** Even from a page that is being left. Where the shop does not hear of it, it ends by itself. */
    async end(): Promise<void> {
        if (!this.place || this.isThere()) return;
        await this.ask('DELETE', this.place, {}, { signal: null, keepalive: true }).catch(() => {});
    }

    private async ask(method: string, path: string, more: Record<string, string>, init: RequestInit = {}) {
        const { signal: given = this.signal } = init;
        const ends = AbortSignal.timeout(PIECE_MS);
        const signal = given ? AbortSignal.any([given, ends]) : ends;
        const headers = { 'Tus-Resumable': '1.0.0', ...more };
        let answer: globalThis.Response;
        try {
            answer = await this.fetcher(path, { ...init, method, headers, signal });
        } catch {
            throw new Failure(unreachable);
        }
        if (!answer.ok) throw new Failure(await problemOf(answer));
        return answer;
    }
}

function reachedOf(answer: globalThis.Response): Reached {
    return {
        offset: Number(answer.headers.get('upload-offset')),
        mediaId: answer.headers.get('steward-media-id') ?? '',
    };
}

/** 409: the shop has more or less of it than was thought. */
function mayPass(thrown: unknown): boolean {
    const { retryable, status } = asProblem(thrown);
    return retryable === true || status === 409;
}

const cut = (signal: AbortSignal) =>
    new Promise<void>((done) => signal.addEventListener('abort', () => done()));

export async function sendInPieces(
    file: Blob,
    signal: AbortSignal,
    onProgress: (part: number) => void,
    { fetch, wait }: Line,
): Promise<StoredMedia> {
    const upload = new Upload(file, signal, fetch);
    const aborted = cut(signal);
    for (let tries = 0; ;) {
        try {
            await upload.open();
            while (!upload.isThere()) {
                onProgress((await upload.sendPiece()).offset / file.size);
                tries = 0;
            }
            return await upload.stored();
        } catch (thrown) {
            if (signal.aborted || !mayPass(thrown) || ++tries === TRIES) {
                await upload.end();
                throw thrown;
            }
            await Promise.race([wait(PAUSE_MS * 2 ** tries), aborted]);
        }
    }
}
