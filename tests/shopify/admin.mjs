// A shop's Admin API for the tests, by Shopify's own schema: node admin.mjs SCHEMA.json.gz. Each line of its standard input
// is {"query", "variables", "variants", "status", "url"}; it answers with a line {"wrong", "answer", "lines"}: what the
// schema has against the question, and against the one that a bulk operation is to run; what the shop says; and, once an
// operation was begun, what it brings.
import { addMocksToSchema } from '@graphql-tools/mock';
import { buildClientSchema, execute, isScalarType, parse, specifiedScalarTypes, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';

const operation = 'gid://shopify/BulkOperation/7';
const described = JSON.parse(gunzipSync(readFileSync(process.argv[2])));
const bare = buildClientSchema(described.data ?? described);
const known = new Set(specifiedScalarTypes.map((type) => type.name));
const scalars = Object.values(bare.getTypeMap()).filter((type) => isScalarType(type) && !known.has(type.name));
const subscriptions = new Map();
let subscribed = 0;
let asked = {};
let bulk = '';

function variant({ id, product, title, brand, price, options, quantity, ean, status, type, category }) {
    return {
        __typename: 'ProductVariant',
        id: `gid://shopify/ProductVariant/${id}`,
        sku: `sku-${id}`,
        barcode: ean ?? null,
        price,
        inventoryQuantity: quantity ?? 0,
        inventoryItem: { tracked: quantity !== undefined },
        selectedOptions: options ?? [{ name: 'Title', value: 'Default Title' }],
        product: {
            id: `gid://shopify/Product/${product}`,
            title,
            vendor: brand ?? '',
            productType: type ?? '',
            category: category ? { fullName: category } : null,
            description: `All about ${title}`,
            status: status ?? 'ACTIVE',
            publishedAt: '2026-05-01T10:00:00Z',
            onlineStoreUrl: `https://shop.example/products/${product}`,
            featuredMedia: null,
            priceRangeV2: { minVariantPrice: { currencyCode: 'EUR' } },
        },
    };
}

const schema = addMocksToSchema({
    schema: bare,
    mocks: Object.fromEntries(scalars.map(({ name }) => [name, () => 'anything'])),
    resolvers: {
        QueryRoot: {
            productVariants: () => ({ edges: asked.variants.map((one) => ({ node: variant(one) })) }),
            webhookSubscriptions: (_, { topics, uri, format }) => {
                const all = [...subscriptions.values()];
                const fits = (one) => (!topics || topics.includes(one.topic)) && (!uri || one.uri === uri) && (!format || one.format === format);
                return { nodes: all.filter(fits) };
            },
            node: () => ({ __typename: 'BulkOperation', id: operation, status: asked.status, errorCode: null, url: asked.url }),
        },
        Mutation: {
            webhookSubscriptionCreate: (_, { topic, webhookSubscription }) => {
                const id = `gid://shopify/WebhookSubscription/${++subscribed}`;
                if (webhookSubscription.uri.includes('.invalid'))
                    return { webhookSubscription: null, userErrors: [{ field: ['uri'], message: 'Address is invalid' }] };
                subscriptions.set(id, { __typename: 'WebhookSubscription', id, topic, ...webhookSubscription });
                return { webhookSubscription: subscriptions.get(id), userErrors: [] };
            },
            webhookSubscriptionDelete: (_, { id }) => {
                const was = subscriptions.delete(id);
                return { deletedWebhookSubscriptionId: was ? id : null, userErrors: was ? [] : [{ field: ['id'], message: 'not found' }] };
            },
            bulkOperationRunQuery: (_, { query }) => {
                bulk = query;
                return { bulkOperation: { id: operation }, userErrors: [] };
            },
        },
    },
});

async function run(query, variables) {
    const document = parse(query);
    const wrong = validate(bare, document).map(String);
    const said = wrong.length ? {} : await execute({ schema, document, variableValues: variables });
    return { wrong: [...wrong, ...(said.errors ?? []).map(String)], said };
}

async function answer(line) {
    asked = JSON.parse(line);
    bulk = '';
    const { wrong, said } = await run(asked.query, asked.variables);
    if (!bulk) return { wrong, answer: said };
    const brought = await run(bulk);
    const nodes = brought.said.data?.productVariants.edges.map(({ node }) => node) ?? [];
    return { wrong: [...wrong, ...brought.wrong], answer: said, lines: nodes.map((node) => JSON.stringify(node)) };
}

console.log('ready');
createInterface({ input: process.stdin }).on('line', async (line) => console.log(JSON.stringify(await answer(line))));
