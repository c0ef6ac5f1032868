// Sends a photo or a voice note: a large one in pieces, a small one whole. Only XMLHttpRequest tells how much of that has gone.
import { later } from './http';
import { sendInPieces } from './pieces';
import { Failure, problemOf, unreachable } from './problem';
import type { StoredMedia } from './types';

const WITHIN_MS = 120_000;
const WHOLE_BYTES = 1 << 20;

export function upload(
    file: Blob,
    signal: AbortSignal,
    onProgress: (part: number) => void,
): Promise<StoredMedia> {
    const line = { fetch: (path: string, init?: RequestInit) => fetch(path, init), wait: later };
    return file.size > WHOLE_BYTES
        ? sendInPieces(file, signal, onProgress, line)
        : sendWhole(file, signal, onProgress);
}

function sendWhole(
    file: Blob,
    signal: AbortSignal,
    onProgress: (part: number) => void,
): Promise<StoredMedia> {
    return new Promise((done, failed) => {
        const request = new XMLHttpRequest();
        const lost = () => failed(new Failure(unreachable));
        request.open('POST', '/api/v1/media');
        request.timeout = WITHIN_MS;
        request.setRequestHeader('Content-Type', 'application/octet-stream'); // it is told by its bytes
        request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
        request.onerror = request.ontimeout = request.onabort = lost;
        request.onload = async () => {
            const { status, responseText } = request;
            if (status === 201) return done(JSON.parse(responseText) as StoredMedia);
            const headers: Record<string, string> = {};
            for (const name of ['content-type', 'retry-after'])
                headers[name] = request.getResponseHeader(name) ?? '';
            return failed(new Failure(await problemOf(new Response(responseText, { status, headers }))));
        };
        signal.addEventListener('abort', () => request.abort());
        request.send(file);
    });
}
