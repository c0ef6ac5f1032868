// Facets: which values are wanted now, and what a click changes. It goes with the message as the conditions that hold
// from now on, so that nothing has to be understood; the message says it for people. A second brand comes beside the
// first, a second price in the place of the first, and a click on what is wanted takes it back.
import type { AttributeFilter, Facet, FacetValue, Filters, MoneyRange, Need, Range } from '../api/types';
import { amountOf } from './currency';
import { type Format, nameOf } from './format';
import { list } from './sentences';

export interface Click {
    text: string;
    filters: Filters;
}

type Listed = 'brands' | 'colours' | 'sizes' | 'categories';

const lists: Record<string, { field: Listed; say: (values: string[]) => string }> = {
    brand: { field: 'brands', say: (brands) => `only ${list(brands, 'or')}` },
    colour: { field: 'colours', say: (colours) => `in ${list(colours, 'or')}` },
    size: { field: 'sizes', say: (sizes) => `size ${list(sizes, 'or')}` },
    category: { field: 'categories', say: (places) => `only ${list(places.map(lastOf), 'or')}` },
};

export function isWanted({ name }: Facet, one: FacetValue, need: Need | undefined): boolean {
    const filters = need?.filters ?? {};
    const listed = lists[name];
    if (listed) return has(filters[listed.field], placeOf(one)) || has(filters[listed.field], one.value);
    if (name === 'price') return isSamePrice(filters.price, one.price);
    if (name === 'rating') return filters.min_rating === Number(one.value);
    if (name === 'stock') return filters.in_stock === true;
    const wanted = attributeOf(filters, name);
    return one.range ? isSameRange(wanted?.range, one.range) : has(wanted?.any_of, one.value);
}

/** `words`: the value as it stands on the button. */
export function clicked(facet: Facet, one: FacetValue, words: string, need: Need | undefined): Click {
    const before = need?.filters ?? {};
    const isOn = !isWanted(facet, one, need);
    const filters = isOn ? withIt(facet, one, before) : without(facet, one, before);
    return { text: caption(facet, words, filters, isOn), filters };
}

function withIt(facet: Facet, one: FacetValue, filters: Filters): Filters {
    const { name } = facet;
    const listed = lists[name];
    if (listed) {
        const apart = (filters[listed.field] ?? []).filter((other) => !isWithin(other, placeOf(one)));
        return { ...filters, [listed.field]: [...apart, placeOf(one)] };
    }
    if (name === 'price') return one.price ? { ...filters, price: one.price } : filters;
    if (name === 'rating') return { ...filters, min_rating: Number(one.value) };
    if (name === 'stock') return { ...filters, in_stock: true };
    if (one.range) return withAttribute(filters, { name, range: one.range });
    const values = facet.kind === 'FLAG' ? [] : (attributeOf(filters, name)?.any_of ?? []);
    return withAttribute(filters, { name, any_of: [...values, one.value] });
}

function without({ name }: Facet, one: FacetValue, filters: Filters): Filters {
    const listed = lists[name];
    if (listed) {
        const others = (filters[listed.field] ?? []).filter(
            (other) => !has([one.value, placeOf(one)], other),
        );
        return { ...filters, [listed.field]: others };
    }
    if (name === 'price') return omit(filters, 'price');
    if (name === 'rating') return omit(filters, 'min_rating');
    if (name === 'stock') return omit(filters, 'in_stock');
    const others = (attributeOf(filters, name)?.any_of ?? []).filter((other) => !isSame(other, one.value));
    return withAttribute(filters, others.length ? { name, any_of: others } : { name });
}

/** What people read in the conversation. */
function caption(facet: Facet, words: string, filters: Filters, isOn: boolean): string {
    const { name } = facet;
    const listed = lists[name];
    const values = listed ? (filters[listed.field] ?? []) : (attributeOf(filters, name)?.any_of ?? []);
    const called = labelOf(facet);
    if (!isOn && !values.length) return `any ${called}`;
    if (listed) return listed.say(values);
    if (name === 'stock') return 'in stock only';
    return `${called}: ${facet.kind === 'LIST' && values.length ? list(values, 'or') : words}`;
}

export function labelOf({ name, label }: Facet): string {
    return label || nameOf(name);
}

/** What stands on the button. `currency`: of prices that name none */
export function wordsOf(
    { name }: Facet,
    one: FacetValue,
    currency: string | undefined,
    format: Format,
): string {
    if (name === 'price') return pricesOf(one, currency, format);
    if (name === 'rating') return `${format.stars(Number(one.value))} stars and up`;
    if (name === 'stock') return 'in stock';
    return one.label || one.value;
}

/** "50-100" in the words of the place. */
function pricesOf({ value, price }: FacetValue, currency: string | undefined, format: Format): string {
    const code = price?.min?.currency_code ?? price?.max?.currency_code ?? currency;
    const [min, max] = value.split('-').map((end) => amountOf(Number(end), code));
    return format.range({ ...(min && { min }), ...(max && { max }) });
}

function attributeOf(filters: Filters, name: string): AttributeFilter | undefined {
    return filters.attributes?.find((one) => one.name === name);
}

/** With neither texts nor a range it goes. */
function withAttribute(filters: Filters, changed: AttributeFilter): Filters {
    const others = (filters.attributes ?? []).filter(({ name }) => name !== changed.name);
    return { ...filters, attributes: changed.any_of || changed.range ? [...others, changed] : others };
}

function omit(filters: Filters, field: keyof Filters): Filters {
    const { [field]: _, ...others } = filters;
    return others;
}

/** Of a category its whole place, for a name may be used in several. */
function placeOf({ value, path }: FacetValue): string {
    return path || value;
}

export function lastOf(place: string): string {
    return place.split(' > ').at(-1) ?? place;
}

/** A category above or below another one: only one of them is worth choosing. */
function isWithin(one: string, other: string): boolean {
    return isSame(one, other) || one.startsWith(`${other} > `) || other.startsWith(`${one} > `);
}

function isSamePrice(one: MoneyRange | undefined, other: MoneyRange | undefined): boolean {
    if (!one || !other) return false;
    return (['min', 'max'] as const).every(
        (end) => (one[end]?.amount_minor ?? 0) === (other[end]?.amount_minor ?? 0),
    );
}

function isSameRange(one: Range | undefined, other: Range): boolean {
    return one !== undefined && (one.min ?? 0) === (other.min ?? 0) && (one.max ?? 0) === (other.max ?? 0);
}

function has(values: string[] | undefined, value: string): boolean {
    return (values ?? []).some((one) => isSame(one, value));
}

function isSame(one: string, other: string): boolean {
    return one.toLocaleLowerCase() === other.toLocaleLowerCase();
}
