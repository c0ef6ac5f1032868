import { describe, expect, it } from 'vitest';
import { PIECE, sendInPieces } from '../../src/api/pieces';
import { Failure } from '../../src/api/problem';

type Answer = Response | Error;

type Fault = (asked: string, count: number, given: AbortController) => { before?: Answer; after?: Answer };

/** A shop that keeps pieces; `fault` may answer in its place, before or after it has taken one. */
function shop(fault: Fault = () => ({}), pause: (given: AbortController) => Promise<void> = async () => {}) {
    const asked: string[] = [];
    const inits: RequestInit[] = [];
    const waits: number[] = [];
    const parts: number[] = [];
    let size = 0;
    let there = 0;
    const reached = () => ({
        'upload-offset': String(there),
        ...(there === size && { 'steward-media-id': 'm1' }),
    });
    const answer = async (init: RequestInit): Promise<Response> => {
        const headers = new Headers(init.headers);
        if (init.method === 'POST') {
            size = Number(headers.get('upload-length'));
            return new Response(null, { status: 201, headers: { location: 'uploads/u1' } });
        }
        if (init.method === 'GET') return Response.json({ media_id: 'm1', kind: 'picture' });
        if (init.method === 'PATCH') {
            if (Number(headers.get('upload-offset')) !== there)
                return Response.json({ title: 'It is elsewhere', status: 409 }, { status: 409 });
            there += (init.body as Blob).size;
        }
        return new Response(null, { status: init.method === 'HEAD' ? 200 : 204, headers: reached() });
    };
    const fetch = async (_: string, init: RequestInit = {}): Promise<Response> => {
        const offset = new Headers(init.headers).get('upload-offset');
        const what = `${init.method}${offset === null ? '' : ` ${Number(offset) / PIECE}`}`;
        asked.push(what);
        inits.push(init);
        const { before, after } = fault(what, asked.filter((one) => one === what).length, given);
        const said = before ? undefined : await answer(init);
        const told = before ?? after ?? said;
        if (told instanceof Response) return told;
        throw told;
    };
    const given = new AbortController();
    const send = (bytes: number) =>
        sendInPieces(new Blob([new Uint8Array(bytes)]), given.signal, (part) => parts.push(part), {
            fetch,
            wait: (ms) => (waits.push(ms), pause(given)),
        });
    return { asked, inits, waits, parts, send };
}

const lost = new Error('the line broke');
const busy = () => new Response('', { status: 503 });

describe('a file in pieces', () => {
    it('goes one after the other, and is told how far it is', async () => {
        const { asked, parts, send } = shop();
        expect(await send(PIECE * 2.5)).toEqual({ media_id: 'm1', kind: 'picture' });
        expect(asked).toEqual(['POST', 'PATCH 0', 'PATCH 1', 'PATCH 2', 'GET']);
        expect(parts).toEqual([0.4, 0.8, 1]);
    });

    it.each([
        ['a piece is lost', { before: lost }, ['HEAD', 'PATCH 1', 'PATCH 2', 'GET']],
        ['its answer is lost', { after: lost }, ['HEAD', 'PATCH 2', 'GET']],
        ['the shop is busy', { before: busy() }, ['HEAD', 'PATCH 1', 'PATCH 2', 'GET']],
    ])('goes on where it was when %s', async (_, fault, then) => {
        const { asked, waits, send } = shop((what, count) =>
            what === 'PATCH 1' && count === 1 ? fault : {},
        );
        expect((await send(PIECE * 3)).media_id).toBe('m1');
        expect(asked).toEqual(['POST', 'PATCH 0', 'PATCH 1', ...then]);
        expect(waits).toEqual([1000]);
    });

    it('is there although the last answer is lost', async () => {
        const { asked, send } = shop((what) => (what === 'PATCH 1' ? { after: lost } : {}));
        expect((await send(PIECE * 2)).media_id).toBe('m1');
        expect(asked).toEqual(['POST', 'PATCH 0', 'PATCH 1', 'HEAD', 'GET']);
    });

    it('looks where it goes on when the shop has more of it than was thought', async () => {
        const elsewhere = () => Response.json({ title: 'It is elsewhere', status: 409 }, { status: 409 });
        const { asked, send } = shop((what, count) =>
            what === 'PATCH 0' && count === 1 ? { after: elsewhere() } : {},
        );
        expect((await send(PIECE * 2)).media_id).toBe('m1');
        expect(asked).toEqual(['POST', 'PATCH 0', 'HEAD', 'PATCH 1', 'GET']);
    });

    it('gives up when nothing gets through, and counts anew when something has', async () => {
        const { asked, waits, send } = shop((what) => (what === 'PATCH 1' ? { before: lost } : {}));
        await expect(send(PIECE * 2)).rejects.toThrow(Failure);
        expect(asked.at(-1)).toBe('DELETE');
        expect(waits).toEqual([1000, 2000, 4000, 8000, 16000]);
        const bumpy = shop((what, count) => (what.startsWith('PATCH') && count < 5 ? { before: lost } : {}));
        expect((await bumpy.send(PIECE * 4)).media_id).toBe('m1');
    });

    it.each([
        ['is refused', 422],
        ['has ended', 404],
    ])('is not tried again when it %s', async (_, status) => {
        const no = Response.json({ title: 'No', status }, { status });
        const { asked, send } = shop((what) => (what === 'PATCH 1' ? { before: no } : {}));
        await expect(send(PIECE * 2)).rejects.toThrow('No');
        expect(asked).toEqual(['POST', 'PATCH 0', 'PATCH 1', 'DELETE']);
    });

    it.each([
        ['a piece is under way', 'PATCH 1', ['POST', 'PATCH 0', 'PATCH 1', 'DELETE']],
        ['it is asked how far it is', 'HEAD', ['POST', 'PATCH 0', 'HEAD', 'DELETE']],
        ['it is begun', 'POST', ['POST', 'PATCH 0', 'DELETE']],
        ['it is there already', 'GET', ['POST', 'PATCH 0', 'HEAD', 'PATCH 0', 'PATCH 1', 'GET']],
    ])('is ended when it is taken away while %s', async (_, when, then) => {
        const { asked, send } = shop((what, count, given) => {
            if (what === when) given.abort();
            const isCut = given.signal.aborted && !['POST', 'DELETE'].includes(what);
            const isLost = what === 'PATCH 0' && count === 1 && when !== 'PATCH 1';
            return isCut || isLost ? { before: lost } : {};
        });
        await expect(send(PIECE * 2)).rejects.toThrow();
        expect(asked).toEqual(then);
    });

    it('is ended at once when it is taken away between two tries', async () => {
        const { asked, waits, send } = shop(
            (what) => (what === 'PATCH 1' ? { before: lost } : {}),
            (given) => new Promise(() => given.abort()),
        );
        await expect(send(PIECE * 2)).rejects.toThrow();
        expect(waits).toEqual([1000]);
        expect(asked).toEqual(['POST', 'PATCH 0', 'PATCH 1', 'DELETE']);
    });

    it('is not begun again when it is taken away', async () => {
        const { asked, send } = shop((what, _, given) => {
            given.abort();
            return what === 'POST' ? { before: lost } : {};
        });
        await expect(send(PIECE * 2)).rejects.toThrow();
        expect(asked).toEqual(['POST']);
    });

    it('is ended in a way that outlives the page; taking it away cuts neither that nor its beginning', async () => {
        const { inits, send } = shop((what, _, given) => {
            if (what === 'PATCH 0') given.abort();
            return what === 'PATCH 0' ? { before: lost } : {};
        });
        await expect(send(PIECE * 2)).rejects.toThrow();
        expect(inits.map(({ method, signal }) => [method, signal?.aborted])).toEqual([
            ['POST', false],
            ['PATCH', true],
            ['DELETE', false],
        ]);
        expect(inits.at(-1)?.keepalive).toBe(true);
    });

    it('says why it was refused, even where it cannot be ended', async () => {
        const { asked, send } = shop((what) => {
            const before = Response.json({ title: what, status: 422 }, { status: 422 });
            return what === 'DELETE' || what === 'PATCH 1' ? { before } : {};
        });
        await expect(send(PIECE * 2)).rejects.toThrow('PATCH 1');
        expect(asked.at(-1)).toBe('DELETE');
    });
});
