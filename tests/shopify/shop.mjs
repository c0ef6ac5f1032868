// A shop for the tests, by Shopify's own schema: node shop.mjs SCHEMA.json.gz. Each line of its standard input is
// {"query", "variables", "offers"}; it answers with a line {"wrong", "answer"}: what the schema has against the query, and
// what a shop with these offers says to it.
import { addMocksToSchema } from '@graphql-tools/mock';
import { buildClientSchema, execute, isScalarType, parse, specifiedScalarTypes, validate } from 'graphql';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { gunzipSync } from 'node:zlib';

const described = JSON.parse(gunzipSync(readFileSync(process.argv[2])));
const bare = buildClientSchema(described.data ?? described);
const known = new Set(specifiedScalarTypes.map((type) => type.name));
const scalars = Object.values(bare.getTypeMap()).filter((type) => isScalarType(type) && !known.has(type.name));
let offers = [];

function product({ id, title, brand, price, currency, ean, url }) {
    return {
        __typename: 'Product',
        id: `gid://shopify/Product/${id}`,
        title,
        vendor: brand ?? '',
        onlineStoreUrl: url === undefined ? `https://shop.example/products/${id}` : url,
        featuredImage: null,
        priceRange: { minVariantPrice: { amount: price, currencyCode: currency ?? 'USD' } },
        selectedOrFirstAvailableVariant: ean ? { barcode: ean } : null,
    };
}

function search(_, { query, first, productFilters, sortKey, reverse }) {
    const words = query.toLowerCase().split(' ');
    const { min = 0, max = Infinity } = productFilters?.[0]?.price ?? {};
    const found = offers
        .filter(({ title }) => words.some((word) => title.toLowerCase().includes(word)))
        .filter(({ price }) => price >= min && price <= max);
    if (sortKey === 'PRICE') found.sort((a, b) => (reverse ? b.price - a.price : a.price - b.price));
    return { nodes: found.slice(0, first).map(product), totalCount: found.length };
}

const schema = addMocksToSchema({
    schema: bare,
    mocks: Object.fromEntries(scalars.map(({ name }) => [name, () => 'anything'])),
    resolvers: { QueryRoot: { search } },
});

async function answer(line) {
    const asked = JSON.parse(line);
    const document = parse(asked.query);
    const wrong = validate(bare, document).map(String);
    offers = asked.offers;
    const said = wrong.length ? {} : await execute({ schema, document, variableValues: asked.variables });
    return { wrong: [...wrong, ...(said.errors ?? []).map(String)], answer: said };
}

console.log('ready');
createInterface({ input: process.stdin }).on('line', async (line) => console.log(JSON.stringify(await answer(line))));
