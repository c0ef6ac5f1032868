import { describe, expect, it } from 'vitest';
import { Api } from '../../src/api/http';
import { Failure } from '../../src/api/problem';

const ask = { request_id: 'r1', session_id: 's', user_id: 'u', message: 'tea pots' };

function json(status: number, body: object, type = 'application/json') {
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });
}

function answering(...answers: (Response | Error)[]) {
    const asked: { path: string; init: RequestInit | undefined }[] = [];
    const api = new Api(
        (path, init) => {
            asked.push({ path, init });
            const answer = answers.shift() ?? new Error('asked too often');
            return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
        'de-DE',
        () => Promise.resolve(),
    );
    return { api, asked };
}

async function problemOf(promise: Promise<unknown>) {
    const thrown: unknown = await promise.then(
        () => undefined,
        (reason: unknown) => reason,
    );
    expect(thrown).toBeInstanceOf(Failure);
    return (thrown as Failure).problem;
}

describe('the API over HTTP', () => {
    it('asks with ids, so that asking again is the same', async () => {
        const { api, asked } = answering(json(200, { request_id: 'r1', message: 'Here.' }));
        expect((await api.chat(ask)).message).toBe('Here.');
        expect(JSON.parse(String(asked[0]?.init?.body))).toEqual({
            message: 'tea pots',
            limit: 12,
            locale: 'de-DE',
            request_id: 'r1',
            session_id: 's',
            user_id: 'u',
        });
    });

    it('waits for what takes longer', async () => {
        const { api, asked } = answering(
            json(202, {}),
            json(202, {}),
            json(200, { request_id: 'r1', message: 'At last.' }),
        );
        expect((await api.chat(ask)).message).toBe('At last.');
        expect(asked.map(({ path }) => path)).toEqual([
            '/api/v1/chat',
            '/api/v1/requests/r1',
            '/api/v1/requests/r1',
        ]);
    });

    it('tells the problem that the shop tells', async () => {
        const problem = { type: '/problems/overloaded', title: 'Busy', status: 503, retryable: true };
        const { api } = answering(json(503, problem, 'application/problem+json'));
        expect(await problemOf(api.chat(ask))).toEqual(problem);
    });

    it('takes a gateway’s word for the shop being away', async () => {
        const { api } = answering(new Response('<h1>Bad Gateway</h1>', { status: 502 }));
        expect((await problemOf(api.chat(ask))).type).toBe('unreachable');
    });

    it('knows when nobody answers', async () => {
        const { api } = answering(new TypeError('failed'));
        expect((await problemOf(api.chat(ask))).type).toBe('unreachable');
    });

    it('does not take just anything for a problem', async () => {
        const { api } = answering(json(400, { hello: 1 }), new Response('{', { status: 404 }));
        expect(await problemOf(api.request('x'))).toMatchObject({ status: 400, retryable: false });
        expect(await problemOf(api.request('x'))).toMatchObject({ status: 404 });
    });

    it('puts ids into addresses so that they stay ids', async () => {
        const { api, asked } = answering(json(200, {}), json(200, {}), new Response(null, { status: 200 }));
        await api.session('a/b?c', 'u&v');
        expect(await api.sessions('u&v')).toEqual([]);
        await api.erase('a/b', 'u');
        expect(asked.map(({ path }) => path)).toEqual([
            '/api/v1/sessions/a%2Fb%3Fc?user_id=u%26v',
            '/api/v1/sessions?user_id=u%26v',
            '/api/v1/sessions/a%2Fb?user_id=u',
        ]);
        expect(asked[2]?.init?.method).toBe('DELETE');
    });
});
