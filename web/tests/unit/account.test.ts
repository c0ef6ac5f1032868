import { describe, expect, it } from 'vitest';
import { Api } from '../../src/api/http';
import { AccountKeeper, watching } from '../../src/state/account';
import { tellSignIn } from '../../src/words/signing';

const json = (status: number, body: object, headers = {}) =>
    new Response(JSON.stringify(body), {
        status,
        headers: { 'content-type': 'application/json', ...headers },
    });
const cookie = () => json(200, { kind: 'cookie' });
const refused = () => json(401, { type: '/problems/not-authenticated', status: 401, title: 'Unauthorized' });

/** A keeper whose shop answers these in turn; "away" where there is nothing left. */
function keeping(...answers: Response[]) {
    const asked: { path: string; init: RequestInit | undefined }[] = [];
    const told: string[] = [];
    const api = new Api((path, init) => {
        asked.push({ path, init });
        const answer = answers.shift();
        return answer ? Promise.resolve(answer) : Promise.reject(new Error('away'));
    }, 'en-US');
    const keeper = new AccountKeeper(api, {
        onWanted: () => told.push('wanted'),
        onIn: () => told.push('in'),
        onLeaving: async () => void told.push(`leaving after ${asked.length}`),
        onOut: () => told.push('out'),
    });
    return { keeper, asked, told };
}

describe('an account', () => {
    it('is open where nobody needs to sign in, and in with a cookie', async () => {
        const open = keeping(json(200, { kind: 'anonymous' }));
        await open.keeper.check();
        expect([open.keeper.get().standing, open.told]).toEqual(['open', []]);
        const known = keeping(cookie());
        await known.keeper.check();
        expect([known.keeper.get().standing, known.told]).toEqual(['in', []]);
    });

    it('stays as it was where the shop cannot be asked', async () => {
        const { keeper, told } = keeping(cookie());
        await keeper.check();
        await keeper.check();
        expect([keeper.get().standing, told]).toEqual(['in', []]);
    });

    it('is wanted after a 401, once, and in with a key', async () => {
        const { keeper, asked, told } = keeping(refused(), refused(), json(200, {}));
        await keeper.check();
        await keeper.check();
        await keeper.signIn(' st_live_a ');
        expect(told).toEqual(['wanted', 'in']);
        expect(keeper.get()).toEqual({ standing: 'in', isBusy: false });
        expect(asked.at(-1)).toEqual({
            path: '/api/v1/sign-in',
            init: { method: 'POST', headers: { Authorization: 'Bearer st_live_a' } },
        });
    });

    it('says why a key is not taken, and takes another', async () => {
        const wrong = json(401, { type: '/problems/invalid-credential', status: 401, title: 'Unauthorized' });
        const { keeper, told } = keeping(refused(), wrong, json(200, {}));
        await keeper.check();
        await keeper.signIn('st_live_a');
        expect(keeper.get()).toMatchObject({ standing: 'wanted', isBusy: false, problem: { status: 401 } });
        await keeper.signIn('st_live_b');
        expect(keeper.get()).toEqual({ standing: 'in', isBusy: false });
        expect(told).toEqual(['wanted', 'in']);
    });

    it('sends nothing that is no key', async () => {
        const { keeper, asked } = keeping();
        await keeper.signIn('  ');
        expect(keeper.get().problem).toBeUndefined();
        for (const text of ['two words', 'schlüssel', 'a\nb']) {
            await keeper.signIn(text);
            expect(keeper.get().problem?.type).toBe('invalid-credential');
        }
        expect(asked).toEqual([]);
    });

    it('has ended when a cookie is not known any more', async () => {
        const { keeper, told } = keeping(cookie(), refused());
        await keeper.check();
        await keeper.check();
        expect(keeper.get()).toMatchObject({ standing: 'wanted', before: 'ended' });
        expect(told).toEqual(['wanted']);
    });

    it('is left by signing out', async () => {
        const { keeper, told } = keeping(cookie(), new Response(null, { status: 204 }), refused());
        await keeper.check();
        await keeper.signOut();
        expect(keeper.get()).toEqual({ standing: 'wanted', before: 'left', isBusy: false });
        expect(told).toEqual(['leaving after 1', 'out', 'wanted']);
    });

    it('is not left while the shop is away, and is where its cookie has ended', async () => {
        const { keeper, told } = keeping(cookie());
        await keeper.check();
        await keeper.signOut();
        expect(keeper.get()).toMatchObject({
            standing: 'in',
            isBusy: false,
            problem: { type: 'unreachable' },
        });
        expect(told).toEqual(['leaving after 1']);
        const ended = keeping(cookie(), refused(), refused());
        await ended.keeper.check();
        await ended.keeper.signOut();
        expect(ended.told).toEqual(['leaving after 1', 'out', 'wanted']);
    });
});

describe('what is answered', () => {
    it('tells of a 401, but not where it is found out', async () => {
        let refusals = 0;
        const fetcher = watching(
            () => Promise.resolve(refused()),
            () => refusals++,
        );
        for (const path of ['/api/v1/me', '/api/v1/sign-in', '/api/v1/sign-out']) await fetcher(path);
        expect(refusals).toBe(0);
        expect((await fetcher('/api/v1/chat')).status).toBe(401);
        expect(refusals).toBe(1);
    });
});

describe('words around signing in', () => {
    it.each([
        [
            { status: 401, type: '/problems/invalid-credential', detail: 'a character is missing' },
            /not accepted/,
        ],
        [{ status: 429, retry_after_seconds: 1 }, /wait a second,/],
        [{ status: 429, retry_after_seconds: 30 }, /wait 30 seconds,/],
        [{ status: 429, retry_after_seconds: 600 }, /wait 10 minutes,/],
        [{ status: 429, retry_after_seconds: 20_000 }, /wait 6 hours,/],
        [{ status: 429 }, /wait a moment,/],
        [{ type: 'unreachable' }, /cannot be reached.*connection/],
        [
            { status: 503, type: '/problems/starting', detail: 'the process has just started' },
            /just starting/,
        ],
    ])('%j', (problem, said) => {
        const told = tellSignIn(problem);
        expect([told.title, ...told.details].join(' ')).toMatch(said);
    });

    it('says what is wrong with a key as a sentence', () => {
        expect(tellSignIn({ status: 401, detail: 'a character is missing' }).details[0]).toBe(
            'A character is missing.',
        );
    });
});
