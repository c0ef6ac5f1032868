// What somebody does who wants to know the API: the pages of the documents, under the policy that they are served with.
import assert from 'node:assert/strict';
import { accessible } from './accessible.mjs';

const PATIENCE_MS = 20_000;

/** A page that complains of nothing, and asks nobody else for anything. */
async function reading(browser, url, path, read, options = {}) {
    const context = await browser.newContext({ baseURL: url, ...options });
    const page = await context.newPage();
    const complaints = [];
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
    page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    page.on('request', (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(url))
            complaints.push(`elsewhere: ${request.url()}`);
    });
    const answer = await page.goto(path);
    assert.equal(answer.status(), 200);
    await read(page);
    assert.deepEqual(complaints, []);
    await context.close();
}

export async function swagger_tries_out_a_search({ browser, url }) {
    await reading(browser, url, '/docs', async (page) => {
        const search = page.locator('.opblock').filter({ hasText: 'Search for products.' });
        await search.locator('.opblock-summary-control').click();
        await search.getByRole('button', { name: 'Try it out' }).click();
        await search.getByRole('button', { name: 'Execute' }).click();
        const answer = search.locator('.live-responses-table tbody .response-col_status').first();
        await answer.filter({ hasText: '200' }).waitFor();
        const body = await search.locator('.live-responses-table .highlight-code').first().innerText();
        assert.match(body, /"status": "COMPLETED"/);
    });
}

export async function redoc_shows_every_operation({ browser, url }) {
    await reading(browser, url, '/redoc', async (page) => {
        const described = await (await page.request.get('/openapi.json')).json();
        await page.getByRole('heading', { name: 'Search for products.' }).waitFor();
        for (const operations of Object.values(described.paths))
            for (const operation of Object.values(operations))
                assert.ok(
                    await page.getByRole('heading', { name: operation.summary }).count(),
                    operation.summary,
                );
        await page.getByRole('textbox', { name: 'Search' }).fill('suggest');
        await page.getByRole('menuitem').first().waitFor();
    });
}

export async function events_are_read_without_scripts({ browser, url }) {
    for (const colorScheme of ['light', 'dark'])
        await reading(
            browser,
            url,
            '/asyncapi',
            async (page) => {
                await page.getByRole('heading', { name: 'hears steward.requests' }).waitFor();
                await page.getByRole('link', { name: 'LiveCommand' }).first().click();
                await page.locator('h3:target').filter({ hasText: 'LiveCommand' }).waitFor();
                await accessible(page, `events, ${colorScheme}`);
            },
            { colorScheme },
        );
}
