// The journeys: what people come for, on the demo catalogue, with a real stack behind the page.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';
import { numberIn, Shopper } from './shopper.mjs';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const LARGEST_PAINT_MS = 1000;
const SLOWEST_INTERACTION_MS = 200;
const MOST_SHIFT = 0.1;
const VISITS = 3; // at most
const MOST_SCRIPT_BYTES = 180_000;

export async function search({ browser, url }) {
    const anna = await Shopper.arrive(browser, url);
    await anna.page.getByRole('heading', { name: 'What are you looking for?' }).waitFor();
    await anna.say('wireless hedphones under 100');
    assert.match(
        await anna.last.locator('.corrected').innerText(),
        /Showing results for headphones instead of hedphones/,
    );
    assert.doesNotMatch(await anna.last.locator('.message').innerText(), /instead of/, 'it is said once');
    const cards = await anna.texts(anna.cards);
    assert.ok(cards.length > 3);
    for (const card of cards) assert.match(card, /\$\d/);
    assert.ok((await anna.cards.first().locator('.reasons li').count()) > 0);
    const prices = await anna.cards.locator('.price').allInnerTexts();
    assert.ok(
        prices.every((price) => Number(price.replace('$', '')) <= 100),
        prices.join(' '),
    );
    assert.match(await anna.page.getByRole('status').last().innerText(), /headphones/);
    await anna.until(async () => assert.match(await anna.page.title(), /phones/));
    assert.match(anna.page.url(), /\?session=[0-9a-f]{32}$/);
    anna.content();
}

export async function suggestions({ browser, url }) {
    const anna = await Shopper.arrive(browser, url);
    const { keyboard } = anna.page;
    const list = anna.page.getByRole('listbox', { name: 'Suggestions' });
    const options = list.getByRole('option');
    const box = anna.page.getByRole('combobox', { name: 'Your message' });
    const before = await box.boundingBox();
    await Promise.all([
        anna.page.waitForResponse((one) => new URL(one.url()).searchParams.get('q') === 'espresso mach'),
        box.pressSequentially('espresso mach', { delay: 10 }),
    ]);
    await list.waitFor();
    assert.deepEqual(await box.boundingBox(), before, 'nothing moves');
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    await anna.page.getByText(/^\d+ suggestions\. Arrow keys to choose/).waitFor();
    await accessible(anna.page, 'suggestions');

    const active = async () => anna.page.locator(`#${await box.getAttribute('aria-activedescendant')}`);
    const last = (await options.count()) - 1;
    await keyboard.press('ArrowUp');
    assert.equal(await (await active()).innerText(), await options.nth(last).innerText());
    await keyboard.press('ArrowDown');
    assert.equal(await box.getAttribute('aria-activedescendant'), null, 'past the end it is the text again');
    assert.equal(await box.inputValue(), 'espresso mach');
    await keyboard.press('ArrowDown');
    assert.equal(await options.first().getAttribute('aria-selected'), 'true');
    await keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    assert.equal(await box.inputValue(), 'espresso mach');

    await keyboard.type('in');
    await list.waitFor();
    await keyboard.press('ArrowDown');
    await anna.saying(() => keyboard.press('Enter'));
    assert.match(await anna.last.locator('.said').innerText(), /espresso machine/);
    assert.equal(await box.inputValue(), '');
    assert.equal(await list.isVisible(), false);

    await box.pressSequentially('hedph');
    await options.getByText('headphone').first().waitFor();
    await anna.saying(() => options.first().click());
    assert.match(await anna.last.locator('.said').innerText(), /headphone/);

    await box.pressSequentially('yoga');
    await list.waitFor();
    await keyboard.press('Tab');
    await list.waitFor({ state: 'hidden' });
    anna.content();
}

/** Who else is busy on the machine only makes it slower: one of a few visits is as quick as the page can be. */
export async function speed({ browser, url }) {
    let vitals = await visited(browser, url);
    for (let left = VISITS - 1; left && !isQuick(vitals); left--) vitals = await visited(browser, url);
    const { paint, interaction, shift, script } = vitals;
    assert.ok(paint < LARGEST_PAINT_MS, `largest paint after ${paint} ms`);
    assert.ok(interaction < SLOWEST_INTERACTION_MS, `an interaction took ${interaction} ms`);
    return (
        `largest paint after ${Math.round(paint)} ms, slowest interaction ${Math.round(interaction)} ms, ` +
        `layout shift ${shift.toFixed(3)}, ${script} bytes of JavaScript on the wire`
    );
}

function isQuick({ paint, interaction }) {
    return paint < LARGEST_PAINT_MS && interaction < SLOWEST_INTERACTION_MS;
}

/** What the browser itself measures; of an interaction until the page has done its part. */
async function visited(browser, url) {
    const anna = await Shopper.arrive(browser, url, {
        viewport: { width: 1360, height: 900 },
        before: (page) => page.addInitScript(watchVitals),
    });
    await anna.page.waitForFunction(() => window.vitals.paint > 0);
    await anna.box.pressSequentially('wireless headph', { delay: 20 });
    await anna.page.getByRole('listbox', { name: 'Suggestions' }).waitFor();
    await anna.page.keyboard.press('Escape');
    await anna.saying(() => anna.page.keyboard.press('Enter'));
    await anna.saying(() => anna.cards.first().getByRole('button', { name: 'Save' }).click());
    const facets = anna.page.getByRole('region', { name: 'Narrow down' });
    await anna.saying(() => facets.getByRole('button', { name: /^black/ }).click());
    await anna.page.waitForFunction(() => window.vitals.interaction > 0);
    const vitals = await anna.page.evaluate(() => ({
        ...window.vitals,
        script: performance
            .getEntriesByType('resource')
            .filter(({ name }) => name.endsWith('.js'))
            .reduce((sum, one) => sum + one.encodedBodySize, 0),
    }));
    assert.ok(vitals.shift < MOST_SHIFT, `things moved by ${vitals.shift}`);
    assert.ok(vitals.script > 0 && vitals.script < MOST_SCRIPT_BYTES, `${vitals.script} bytes of JavaScript`);
    await anna.context.close();
    return vitals;
}

function watchVitals() {
    window.vitals = { paint: 0, interaction: 0, shift: 0 };
    const watch = (type, take, more) =>
        new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
            type,
            buffered: true,
            ...more,
        });
    watch('largest-contentful-paint', ({ startTime }) => (window.vitals.paint = startTime));
    watch('layout-shift', ({ hadRecentInput, value }) => (window.vitals.shift += hadRecentInput ? 0 : value));
    watch(
        'event',
        ({ interactionId, startTime, processingEnd }) => {
            if (!interactionId) return;
            window.vitals.interaction = Math.max(window.vitals.interaction, processingEnd - startTime);
        },
        { durationThreshold: 16 },
    );
}

/** Whatever comes after a partial waits until it is let go: who looks at it may take their time. */
function heldAfterPartial() {
    const held = [];
    let isHeld = false;
    let pass = () => {};
    return {
        before: (page) =>
            page.routeWebSocket(/\/api\/v1\/ws/, (socket) => {
                const server = socket.connectToServer();
                pass = (frame) => socket.send(frame);
                server.onMessage((frame) => {
                    if (isHeld) held.push(frame);
                    else pass(frame);
                    isHeld ||= JSON.parse(frame).type === 'request.partial';
                });
            }),
        letGo() {
            isHeld = false;
            held.splice(0).forEach((frame) => pass(frame));
        },
    };
}

/** What is found is shown while it is still being ranked, once, and nothing can be done with it yet. */
export async function partial({ browser, url, ask }) {
    const { before, letGo } = heldAfterPartial();
    const anna = await Shopper.arrive(browser, url, { before });
    await anna.say('tea pots');
    await ask('pause response-composer');
    try {
        await anna.box.fill('under 60');
        await anna.box.press('Enter');
        await anna.last.getByText('Found so far, not in order yet').waitFor();
    } finally {
        await ask('resume response-composer');
    }
    assert.ok((await anna.cards.count()) > 0);
    assert.equal(await anna.cards.first().getByRole('button', { name: 'Save' }).count(), 0);
    assert.equal(await anna.last.locator('.bone').count(), 0);
    await accessible(anna.page, 'results that are not ranked');
    letGo();
    await anna.answered(2);
    assert.equal(await anna.last.getByText('Found so far').count(), 0);
    anna.content();
}

export async function goneConversation({ browser, url }) {
    const path = `/?session=${'f'.repeat(32)}`;
    const anna = await Shopper.arrive(browser, url, { path });
    anna.expectsLosses = true; // the browser itself complains of the 404
    await anna.page.getByText('is not kept any more').waitFor();
    await anna.say('tea pots');
    assert.ok((await anna.cards.count()) > 0);
    anna.content();
}

export async function refine({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, { viewport: { width: 1360, height: 900 } });
    await anna.say('headphones');
    await anna.understood(['headphones']);
    const all = numberIn(await anna.last.locator('.message').innerText());
    const facets = anna.page.getByRole('region', { name: 'Narrow down' });
    const brand = facets.getByRole('button', { name: /Sonira/ });
    const count = numberIn(await brand.innerText());
    await anna.saying(() => brand.click());
    await anna.understood(['headphones', 'Sonira']);
    assert.equal(await anna.cards.count(), count);
    for (const card of await anna.cards.locator('.card-brand').allInnerTexts()) assert.equal(card, 'Sonira');
    assert.equal(await brand.getAttribute('aria-pressed'), 'true');
    const turns = await anna.turns.count();
    await facets.getByRole('button', { name: /Nordklang/ }).click();
    await facets.getByRole('button', { name: /^black/ }).click(); // at once: both count
    await anna.answered(turns + 2);
    await anna.understood(['headphones', 'Sonira', 'Nordklang', 'black']);
    const kind = facets.getByRole('button', { name: /^Earbuds/ });
    const earbuds = numberIn(await kind.innerText());
    await anna.saying(() => kind.click());
    await anna.understood(['headphones', 'Sonira', 'Nordklang', 'black', 'Earbuds']);
    assert.equal(await anna.cards.count(), earbuds);
    const flag = facets
        .locator('.facet', { hasText: 'Noise cancelling' })
        .getByRole('button', { name: /^yes/ });
    await anna.saying(() => flag.click());
    await anna.understood(['headphones', 'Sonira', 'Nordklang', 'black', 'Earbuds', 'noise cancelling']);
    assert.equal(await flag.getAttribute('aria-pressed'), 'true');
    await anna.saying(() => anna.page.getByRole('button', { name: 'Remove noise cancelling' }).click());
    await anna.understood(['headphones', 'Sonira', 'Nordklang', 'black', 'Earbuds']);
    await anna.saying(() => kind.click());
    await anna.understood(['headphones', 'Sonira', 'Nordklang', 'black']);
    await anna.saying(() => facets.getByRole('button', { name: /^black/ }).click());
    await anna.understood(['headphones', 'Sonira', 'Nordklang']);
    await anna.saying(() => facets.getByRole('button', { name: /Nordklang/ }).click());
    await anna.understood(['headphones', 'Sonira']);
    await anna.saying(() => anna.page.getByRole('button', { name: 'Remove Sonira' }).click());
    await anna.understood(['headphones']);
    assert.equal(numberIn(await anna.last.locator('.message').innerText()), all);
    await anna.say('under 60');
    await anna.understood(['headphones', 'up to $60']);
    await anna.say('go back');
    await anna.understood(['headphones']);
    anna.content();
}

export async function clarify({ browser, url }) {
    const anna = await Shopper.arrive(browser, url);
    await anna.say('headphones');
    const options = anna.last.locator('.clarify button');
    const first = options.first();
    const count = numberIn(await first.locator('.count').innerText());
    await anna.saying(() => first.click());
    assert.ok(
        numberIn(
            await anna.last
                .locator('.message')
                .innerText()
                .then((text) => text.split('Here')[1]),
        ) === count,
    );
    assert.equal(
        await anna.turns.first().locator('.clarify').count(),
        0,
        'an answered question offers nothing',
    );

    const otto = await Shopper.arrive(browser, url);
    await otto.say('headphones');
    await otto.saying(() => otto.last.getByRole('button', { name: 'Doesn’t matter' }).click());
    assert.ok((await otto.cards.count()) > 3);
    anna.content();
    otto.content();
}

export async function compare({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, { viewport: { width: 1360, height: 900 } });
    await anna.say('espresso machines');
    const titles = await anna.texts(anna.cards.locator('h3'));
    await anna.cards.nth(0).getByRole('button', { name: 'Compare' }).click();
    await anna.cards.nth(2).getByRole('button', { name: 'Compare' }).click();
    await anna.saying(() => anna.page.getByRole('button', { name: 'Compare these 2' }).click());
    const table = anna.last.getByRole('table');
    assert.deepEqual(await anna.texts(table.locator('thead th')), [titles[0], titles[2]]);
    const differing = table.locator('tr.differs');
    assert.ok((await differing.count()) > 0);
    for (const row of await differing.all()) {
        const [one, other] = await row.locator('td').allInnerTexts();
        assert.notEqual(one, other);
        assert.match(await row.locator('th').innerText(), /differs/);
    }
    anna.content();
}

export async function shortlist({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, { viewport: { width: 1360, height: 900 } });
    await anna.say('yoga mats');
    const title = await anna.cards.nth(1).locator('h3').innerText();
    const shelf = anna.turns.first();
    const scrolled = () => anna.page.locator('.turns').evaluate((turns) => turns.scrollTop);
    const before = await scrolled();
    await anna.saying(() => shelf.locator('.card').nth(1).getByRole('button', { name: 'Save' }).click());
    assert.equal(await scrolled(), before, 'who saves goes on looking');
    const list = anna.page.getByRole('region', { name: 'Your list' });
    assert.deepEqual(await anna.texts(list.locator('.saved-title')), [title]);
    const button = shelf.locator('.card').nth(1).getByRole('button', { name: 'Save' });
    assert.equal(await button.getAttribute('aria-pressed'), 'true');
    assert.equal(await button.evaluate((one) => one === document.activeElement), true);
    await anna.saying(() => list.getByRole('button', { name: /^Remove/ }).click());
    await list.getByText('Nothing saved yet').waitFor();
    assert.equal(await list.evaluate((one) => one === document.activeElement), true);
    assert.equal(await button.getAttribute('aria-pressed'), 'false');
    anna.content();
}

export async function reload({ browser, url }) {
    const anna = await Shopper.arrive(browser, url);
    await anna.say('running shoes');
    await anna.say('under 100');
    const chips = ['running shoes', 'up to $100'];
    await anna.understood(chips);
    const cards = await anna.texts(anna.cards.locator('h3'));
    await anna.page.reload();
    await anna.answered(2);
    await anna.understood(chips);
    assert.deepEqual(await anna.texts(anna.cards.locator('h3')), cards);
    assert.deepEqual(await anna.page.locator('.said').allTextContents(), [
        'You said: running shoes',
        'You said: under 100',
    ]);
    await anna.say('cheapest first');
    assert.equal(await anna.turns.count(), 3);
    await anna.understood([...chips, 'cheapest first']);
    anna.content();
}

export async function restart({ browser, url, ask }) {
    const anna = await Shopper.arrive(browser, url);
    anna.expectsLosses = true;
    await anna.say('keyboards');
    await ask('stop orchestrator');
    await anna.page.getByText('The connection is away').waitFor();
    await anna.box.fill('under 80');
    await anna.box.press('Enter');
    assert.equal(await anna.turns.count(), 2);
    await ask('start orchestrator');
    await anna.answered(2);
    await anna.page.getByText('The connection is away').waitFor({ state: 'hidden' });
    await anna.understood(['keyboards', 'up to $80']);
    await anna.page.reload();
    await anna.answered(2);
    anna.content();
}

export async function tabs({ browser, url }) {
    const one = await Shopper.arrive(browser, url);
    await one.say('hiking boots');
    const other = await Shopper.arrive(browser, url, { of: one, path: new URL(one.page.url()).search });
    await other.answered(1);
    await one.say('under 150');
    await other.answered(2);
    await other.until(async () => assert.match(await other.last.locator('.said').innerText(), /under 150/));
    assert.deepEqual(await other.texts(other.cards.locator('h3')), await one.texts(one.cards.locator('h3')));
    await other.say('save the first one');
    await one.answered(3);
    await one.until(async () =>
        assert.match(await one.last.locator('.said').innerText(), /save the first one/),
    );
    one.content();
    other.content();
}

export async function phone({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, PHONE);
    await anna.fits();
    await anna.say('espresso machines');
    await anna.fits();
    await anna.say('compare the first two');
    await anna.fits();
    await anna.page.getByRole('button', { name: 'Conversations' }).tap();
    const drawer = anna.page.getByRole('dialog', { name: 'Conversations' });
    await drawer.getByText('espresso machines').waitFor();
    await accessible(anna.page, 'the drawer');
    await anna.page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await anna.say('save the first one');
    await anna.page.getByRole('button', { name: 'Your list, 1 saved' }).tap();
    await anna.page.getByRole('dialog', { name: 'Your list' }).locator('.saved-title').waitFor();
    await anna.fits();
    anna.content();
}

export async function keyboard({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, { viewport: { width: 1360, height: 900 } });
    const { keyboard } = anna.page;
    const focused = () => anna.page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (wanted) => {
        for (let presses = 0; presses < 80; presses++) {
            await keyboard.press('Tab');
            if (wanted.test(await focused())) return;
        }
        assert.fail(`the keyboard does not get to ${wanted}`);
    };
    await anna.page.evaluate(() => document.activeElement?.blur());
    await tabTo(/^running shoes$/);
    await anna.saying(() => keyboard.press('Enter'));
    assert.match(await focused(), /You said: running shoes/);
    await tabTo(/^Compare$/);
    await keyboard.press('Space');
    assert.equal(
        await anna.cards.first().getByRole('button', { name: 'Compare' }).getAttribute('aria-pressed'),
        'true',
    );
    await keyboard.press('/');
    await keyboard.type('under 100');
    await anna.saying(() => keyboard.press('Enter'));
    assert.equal(await anna.box.evaluate((box) => box === document.activeElement), true);
    anna.content();
}

export async function axe({ browser, url }) {
    const found = new Set();
    for (const colorScheme of ['light', 'dark']) {
        const anna = await Shopper.arrive(browser, url, {
            colorScheme,
            viewport: { width: 1360, height: 900 },
        });
        const look = async (where) =>
            (await accessible(anna.page, `${where}, ${colorScheme}`)).forEach((one) => found.add(one));
        await look('nothing said');
        await anna.say('wireless hedphones');
        await look('results and a question');
        await anna.say('save the second one');
        await anna.say('compare the first two');
        await look('a comparison');
    }
    return [...found].join(', ') || 'nothing at all';
}

export async function withoutWebSocket({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, {
        before: (page) => page.routeWebSocket(/\/api\/v1\/ws/, (socket) => socket.close({ code: 1011 })),
    });
    anna.expectsLosses = true;
    await anna.say('tea pots');
    await anna.page.getByText('No live connection').waitFor();
    await anna.say('under 60');
    assert.ok((await anna.cards.count()) > 0);
    anna.content();
}

export async function refusals({ browser, url }) {
    let isBusy = true;
    const busy = {
        type: '/problems/overloaded',
        title: 'Service Unavailable',
        status: 503,
        detail: 'too many requests are on their way',
        correlation_id: 'abc-1',
        retryable: true,
    };
    const anna = await Shopper.arrive(browser, url, {
        before: async (page) => {
            await page.routeWebSocket(/\/api\/v1\/ws/, (socket) => socket.close({ code: 1011 }));
            await page.route('**/api/v1/chat', (route) =>
                isBusy
                    ? route.fulfill({
                          status: 503,
                          contentType: 'application/problem+json',
                          body: JSON.stringify(busy),
                      })
                    : route.fallback(),
            );
        },
    });
    anna.expectsLosses = true;
    await anna.box.fill('tea pots');
    await anna.box.press('Enter');
    const note = anna.last.locator('.note');
    assert.match(await note.innerText(), /very busy[\s\S]*abc-1/);
    isBusy = false;
    await note.getByRole('button', { name: 'Ask again' }).click();
    await anna.answered(1);
    assert.ok((await anna.cards.count()) > 0);
}

export async function conversations({ browser, url }) {
    const anna = await Shopper.arrive(browser, url, { viewport: { width: 1360, height: 900 } });
    await anna.say('hiking boots');
    await anna.page.getByRole('button', { name: 'New conversation' }).click();
    await anna.page.getByRole('heading', { name: 'What are you looking for?' }).waitFor();
    await anna.say('coffee grinders');
    const entries = anna.page.getByRole('navigation', { name: 'Conversations' });
    await entries.getByRole('link', { name: /hiking boots/ }).click();
    await anna.answered(1);
    assert.match(await anna.last.locator('.said').innerText(), /hiking boots/);
    await anna.page.goBack();
    await anna.until(async () =>
        assert.match(await anna.last.locator('.said').innerText(), /coffee grinders/),
    );
    await entries.getByRole('button', { name: 'Erase “hiking boots”' }).click();
    await entries.getByRole('button', { name: 'Erase it' }).click();
    await entries.getByRole('link', { name: /hiking boots/ }).waitFor({ state: 'detached' });
    assert.match(await anna.last.locator('.said').innerText(), /coffee grinders/);
    anna.content();
}
