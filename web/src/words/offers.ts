// Marketplaces in words: what they ask for a product, and what became of asking them.
import type { Offer, RankedProduct, SourceReport } from '../api/types';
import type { Format } from './format';

export interface OfferInWords {
    key: string;
    source: string;
    /** as the marketplace asks, and what that is here: "€200.00 (about $250.00)" */
    price: string;
    condition: string;
    /** only addresses that a browser may be sent to */
    url: string;
}

export function offersOf({ offers = [] }: RankedProduct, format: Format): OfferInWords[] {
    return offers.map((offer, place) => ({
        key: `${offer.source} ${offer.offer_id ?? place}`,
        source: offer.source,
        price: priceOf(offer, format),
        condition: offer.condition ?? '',
        url: offer.url && /^https?:/.test(offer.url) ? offer.url : '',
    }));
}

function priceOf({ price, converted }: Offer, format: Format): string {
    const asked = format.money(price);
    const here = format.money(converted);
    if (!asked) return here || 'price not known';
    return here ? `${asked} (about ${here})` : asked;
}

/** "3 offers elsewhere, from $180.00": the amount where it is lower than the shop's own price. */
export function offersInShort(
    { offers = [], price, best_price: best }: RankedProduct,
    format: Format,
): string {
    const count =
        offers.length === 1 ? '1 offer elsewhere' : `${format.count(offers.length)} offers elsewhere`;
    const isLower =
        best?.amount_minor !== undefined &&
        (price?.amount_minor === undefined || best.amount_minor < price.amount_minor);
    return isLower ? `${count}, from ${format.money(best)}` : count;
}

const states: Record<NonNullable<SourceReport['status']>, string> = {
    NOT_ASKED: 'not asked',
    OK: '',
    CACHED: '',
    STALE: 'as of a few minutes ago',
    LATE: 'too slow this time',
    THROTTLED: 'wants a rest',
    BUSY: 'too busy',
    FAILED: 'not reached',
};

export interface SourceInWords {
    name: string;
    said: string;
    isMissing: boolean;
}

/** `isOpen`: those that were late may still answer. */
export function sourcesOf(sources: SourceReport[], format: Format, isOpen = false): SourceInWords[] {
    return sources.map(({ name, status = 'NOT_ASKED', count = 0 }) => {
        if (isOpen && status === 'LATE') return { name, said: 'still looking …', isMissing: false };
        const isMissing = !['OK', 'CACHED', 'STALE'].includes(status);
        const found = count === 1 ? '1 offer' : `${format.count(count)} offers`;
        return { name, said: [isMissing ? '' : found, states[status]].filter(Boolean).join(', '), isMissing };
    });
}
