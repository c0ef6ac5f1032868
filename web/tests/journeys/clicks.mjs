// What the page tells of clicks and saves, on a stack that records them; and who asks not to be tracked tells nothing.
import assert from 'node:assert/strict';
import { Shopper } from './shopper.mjs';

const EVENTS = '/api/v1/events';
const PLACE = 2; // not the first, so that the place means something

/** Somebody with results before them; the shop that sells is out of reach, so a page stands for it. */
async function withResults(browser, url, before) {
    const anna = await Shopper.arrive(browser, url, { before });
    anna.told = [];
    anna.page.on('request', (request) => {
        if (new URL(request.url()).pathname === EVENTS) anna.told.push(request);
    });
    await anna.context.route(
        (address) => address.hostname === 'shop.example',
        (route) => route.fulfill({ contentType: 'text/html', body: 'The shop' }),
    );
    await anna.say('wireless headphones');
    return anna;
}

async function follow(anna, options) {
    const [shop] = await Promise.all([
        anna.context.waitForEvent('page'),
        anna.cards
            .nth(PLACE - 1)
            .getByRole('link', { name: 'At the shop' })
            .click(options),
    ]);
    await shop.close();
}

const save = (anna) =>
    anna.saying(() =>
        anna.cards
            .nth(PLACE - 1)
            .getByRole('button', { name: 'Save' })
            .click(),
    );

/** The answer to what an act makes the page tell. */
async function telling(anna, act) {
    const [answer] = await Promise.all([
        anna.page.waitForResponse((one) => new URL(one.url()).pathname === EVENTS),
        act(),
    ]);
    assert.deepEqual(await answer.json(), { accepted: 1, recording: true });
    return answer.request().postDataJSON().events[0];
}

/** Says of which request. */
export async function clicks({ browser, url }) {
    const anna = await withResults(browser, url);
    const click = await telling(anna, () => follow(anna));
    assert.equal(click.kind, 'CLICK');
    assert.equal(click.position, PLACE);
    assert.equal(click.session_id, new URL(anna.page.url()).searchParams.get('session'));
    const again = await telling(anna, () => follow(anna, { button: 'middle' }));
    assert.deepEqual(again, click, 'the same deed is the same event');
    const saved = await telling(anna, () => save(anna));
    assert.deepEqual(saved, { ...click, kind: 'SAVE', event_id: saved.event_id });
    assert.notEqual(saved.event_id, click.event_id);
    assert.equal(anna.told.length, 3);
    anna.content();
    return click.request_id;
}

export async function privately({ browser, url }) {
    for (const [name, value] of [
        ['globalPrivacyControl', true],
        ['doNotTrack', '1'],
    ]) {
        const anna = await withResults(browser, url, (page) => page.addInitScript(wish, { name, value }));
        assert.equal(await anna.page.evaluate((what) => navigator[what], name), value);
        await follow(anna);
        await save(anna);
        assert.deepEqual(anna.told, [], name);
        anna.content();
    }
}

function wish({ name, value }) {
    Object.defineProperty(Navigator.prototype, name, { get: () => value });
}
