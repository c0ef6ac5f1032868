import { describe, expect, it } from 'vitest';
import { Events, isPrivate, MOST_AT_ONCE, MOST_KEPT, PATH, type Wishes } from '../../src/api/events';

type Answer = globalThis.Response | Error | Promise<globalThis.Response>;

const receipt = (body: object) => new Response(JSON.stringify(body), { status: 200 });
const taken = (accepted: number) => receipt({ accepted, recording: true });
const refused = (status: number) => new Response('{}', { status });
const deed = (position = 1, kind: 'CLICK' | 'SAVE' = 'CLICK') => ({
    kind,
    request_id: 'r1',
    session_id: 's',
    product_id: `p${position}`,
    position,
});
const settled = () => new Promise<void>((done) => setTimeout(done));

/** Events of a page whose shop gives these answers, then takes everything; `sent`: the places told, by request. */
function page(answers: Answer[] = [], wishes: Wishes = {}) {
    const inits: RequestInit[] = [];
    const sent: number[][] = [];
    const events = new Events(
        async (path, init = {}) => {
            expect(path).toBe(PATH);
            inits.push(init);
            const told = JSON.parse(String(init.body)) as { events: { position: number }[] };
            sent.push(told.events.map(({ position }) => position));
            const answer = await (answers.shift() ?? taken(told.events.length));
            if (answer instanceof Error) throw answer;
            return answer;
        },
        () => wishes,
    );
    return { events, sent, inits };
}

describe('what is told', () => {
    it('says what was done, where it stood, and goes on when the page is left', async () => {
        const { events, inits } = page();
        events.tell(deed(3));
        await settled();
        expect(inits).toHaveLength(1);
        expect(inits[0]).toMatchObject({ method: 'POST', keepalive: true });
        expect(JSON.parse(String(inits[0]?.body))).toEqual({
            events: [{ ...deed(3), event_id: 'r1-CLICK-3' }],
        });
    });

    it('has one id for one deed, and another one for each other', async () => {
        const { events, inits } = page();
        const deeds = [deed(1), deed(1), deed(2), deed(1, 'SAVE'), { ...deed(1), request_id: 'r2' }];
        for (const one of deeds) {
            events.tell(one);
            await settled();
        }
        const ids = inits.map(({ body }) => /"event_id":"([^"]*)"/.exec(String(body))?.[1]);
        expect(ids).toEqual(['r1-CLICK-1', 'r1-CLICK-1', 'r1-CLICK-2', 'r1-SAVE-1', 'r2-CLICK-1']);
    });

    const wishes: [Wishes, boolean][] = [
        [{}, false],
        [{ doNotTrack: null }, false],
        [{ doNotTrack: 'unspecified' }, false],
        [{ doNotTrack: '0', globalPrivacyControl: false }, false],
        [{ doNotTrack: '1' }, true],
        [{ doNotTrack: 'yes' }, true],
        [{ globalPrivacyControl: true }, true],
        [{ doNotTrack: '0', globalPrivacyControl: true }, true],
    ];
    it.each(wishes)('with %j nothing: %s', async (wish, nothing) => {
        expect(isPrivate(wish)).toBe(nothing);
        const { events, sent } = page([], wish);
        events.tell(deed());
        await settled();
        expect(sent).toEqual(nothing ? [] : [[1]]);
    });

    it('is nothing any more from when that is asked for', async () => {
        const wish: Wishes = {};
        const { events, sent } = page([refused(503)], wish);
        events.tell(deed(1));
        await settled();
        wish.globalPrivacyControl = true;
        events.tell(deed(2));
        await settled();
        expect(sent).toEqual([[1]]);
    });
});

describe('what was not taken', () => {
    it('is not told for somebody else', async () => {
        const { events, sent } = page([refused(503)]);
        events.tell(deed(1));
        await settled();
        events.forget();
        events.tell(deed(2));
        await settled();
        expect(sent).toEqual([[1], [2]]);
    });
});

describe('after an answer', () => {
    const answers: [string, () => Answer, number[][]][] = [
        ['taken', () => taken(1), [[1], [2]]],
        ['recording: false', () => receipt({ accepted: 0, recording: false }), [[1]]],
        ['recording left out, as the shop writes false', () => receipt({}), [[1]]],
        ['a shop without it', () => refused(404), [[1]]],
        ['recording, and nothing accepted now', () => receipt({ recording: true }), [[1], [1, 2]]],
        ['too many requests', () => refused(429), [[1], [1, 2]]],
        ['away', () => refused(503), [[1], [1, 2]]],
        ['unreachable, or too late', () => new TypeError('failed to fetch'), [[1], [1, 2]]],
        ['not JSON', () => new Response('<html>', { status: 200 }), [[1], [1, 2]]],
        ['refused for good', () => refused(422), [[1], [2]]],
    ];
    it.each(answers)('%s', async (_, answer, wanted) => {
        const { events, sent } = page([answer()]);
        events.tell(deed(1));
        await settled();
        events.tell(deed(2));
        await settled();
        expect(sent).toEqual(wanted);
    });
});

describe('while the shop is slow', () => {
    function slow() {
        let answer: (with_: globalThis.Response) => void = () => {};
        const first = new Promise<globalThis.Response>((done) => (answer = done));
        return { ...page([first]), answer: (with_: globalThis.Response) => answer(with_) };
    }

    it('one request is out, and the rest follows in bunches', async () => {
        const { events, sent, answer } = slow();
        for (let position = 1; position <= MOST_AT_ONCE + 5; position++) events.tell(deed(position));
        events.tell(deed(2));
        await settled();
        expect(sent).toEqual([[1]]);
        answer(taken(1));
        await settled();
        expect(sent.map((places) => places.length)).toEqual([1, MOST_AT_ONCE, 4]);
    });

    it('so many are kept, and the oldest are forgotten', async () => {
        const { events, sent, answer } = slow();
        for (let position = 1; position <= MOST_KEPT + 10; position++) events.tell(deed(position));
        answer(taken(1));
        await settled();
        const later = sent.slice(1).flat();
        expect(later).toHaveLength(MOST_KEPT);
        expect(later[0]).toBe(11);
    });

    it('what was partly accepted goes on with the rest', async () => {
        const { events, sent } = page([refused(503), taken(1)]);
        events.tell(deed(1));
        await settled();
        events.tell(deed(2));
        await settled();
        events.tell(deed(3));
        await settled();
        expect(sent).toEqual([[1], [1, 2], [2, 3]]);
    });
});
