// Somebody with a browser: what they do on the page, and what they see. Everything waits for what it needs to see.
import assert from 'node:assert/strict';

const PATIENCE_MS = 20_000;
const FRAMES_KEPT = 40;

export class Shopper {
    static all = [];

    /** A page of its own browser profile; `of`: another tab of that shopper. */
    static async arrive(browser, url, { path = '/', of, locale = 'en-US', ...options } = {}) {
        const context = of?.context ?? (await browser.newContext({ locale, baseURL: url, ...options }));
        const page = await context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        const shopper = new Shopper(page, context, url);
        await options.before?.(page);
        await page.goto(new URL(path, url).href);
        await page.locator('#message').waitFor();
        return shopper;
    }

    constructor(page, context, url) {
        Object.assign(this, {
            page,
            context,
            url,
            complaints: [],
            elsewhere: [],
            frames: [],
            expectsLosses: false,
        });
        Shopper.all.push(this);
        page.on('websocket', (socket) => {
            socket.on('framesent', ({ payload }) => this.note('>', payload));
            socket.on('framereceived', ({ payload }) => this.note('<', payload));
        });
        page.on('pageerror', (error) => this.complaints.push(`error: ${error.message}`));
        page.on('console', (message) => {
            if (message.type() === 'error') this.complaints.push(message.text());
        });
        page.on('request', (request) => {
            const from = request.url().replace(/^blob:/, ''); // a picture that the page has itself
            if (!from.startsWith(url)) this.elsewhere.push(request.url());
        });
    }

    note(way, payload) {
        const text = typeof payload === 'string' ? payload.slice(0, 160) : `${payload.length} bytes`;
        this.frames = [...this.frames, `${Math.round(performance.now())} ${way} ${text}`].slice(-FRAMES_KEPT);
    }

    /** What they saw last, for whoever asks why a journey failed. */
    async saw() {
        const text = await this.page.locator('body').innerText({ timeout: 1000 }).catch(String);
        return [this.page.url(), ...this.frames, ...this.complaints, text].join('\n');
    }

    get turns() {
        return this.page.locator('.turn');
    }

    get last() {
        return this.turns.last();
    }

    get cards() {
        return this.last.locator('.card');
    }

    get chips() {
        return this.page.getByRole('region', { name: 'What I understood' }).getByRole('listitem');
    }

    get box() {
        return this.page.getByLabel('Your message');
    }

    /** Types and sends it; its answer is there afterwards. */
    async say(text) {
        const before = await this.turns.count();
        await this.box.fill(text);
        await this.box.press('Enter');
        await this.answered(before + 1);
    }

    /** Does something that says something; its answer is there afterwards. */
    async saying(act) {
        const before = await this.turns.count();
        await act();
        await this.answered(before + 1);
    }

    async answered(turns) {
        await this.turns
            .nth(turns - 1)
            .locator('.answer')
            .waitFor();
        const there = await this.turns.allInnerTexts();
        assert.equal(there.length, turns, `turns: ${JSON.stringify(there)}`);
    }

    /** The text of each, once there are any. */
    async texts(locator) {
        await locator.first().waitFor();
        return locator.allInnerTexts();
    }

    /** Waits until the chips are these: what was said is read with the session, a moment after the answer. */
    async understood(wanted) {
        await this.until(async () => {
            const texts = (await this.chips.allInnerTexts()).map((text) => text.trim());
            assert.deepEqual(texts, wanted);
        });
    }

    /** Tries until it does not throw any more. */
    async until(check) {
        const end = Date.now() + PATIENCE_MS;
        for (;;) {
            try {
                return await check();
            } catch (trouble) {
                if (Date.now() > end) throw trouble;
                await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(done)));
            }
        }
    }

    /** Nothing was asked of anybody but the shop, and nothing was complained of. */
    content() {
        assert.deepEqual(this.elsewhere, []);
        const losses = /WebSocket connection|Failed to load resource|ERR_CONNECTION/;
        assert.deepEqual(
            this.complaints.filter((text) => !this.expectsLosses || !losses.test(text)),
            [],
        );
    }

    async fits() {
        const [needed, there] = await this.page.evaluate(() => [
            document.documentElement.scrollWidth,
            document.documentElement.clientWidth,
        ]);
        assert.ok(needed <= there, `the page is ${needed} wide on a screen of ${there}`);
    }
}

/** "39" of "Headphones 39 products". */
export function numberIn(text) {
    const found = /(\d[\d,]*)/.exec(text);
    assert.ok(found, `no number in “${text}”`);
    return Number(found[1].replaceAll(',', ''));
}
