// What a text repeats that stands beside it already.
import type { Correction, RankedProduct } from '../api/types';
import type { Format } from './format';

/** The answer without its sentences about corrections, which are shown above it. They name both words in quotes. */
export function withoutCorrections(message: string, corrections: Correction[]): string {
    if (!corrections.length) return message;
    const sentences = message.split(/(?<=[.!?。])\s+/);
    const others = sentences.filter((sentence) => !corrections.some((one) => isAbout(sentence, one)));
    return others.length ? others.join(' ') : message;
}

function isAbout(sentence: string, { from, to }: Correction): boolean {
    return [from, to].every((word) => quotes.some(([open, close]) => sentence.includes(open + word + close)));
}

const quotes = ['“”', '„“', '«»', '""', '‘’'].map((pair) => [pair.charAt(0), pair.charAt(1)] as const);

// As the languages of the answers say it (services/response-composer/texts).
const inStock = /^(in stock|only \d+ left|auf Lager|nur noch \d+ auf Lager)\b/i;
const outOfStock = /^(out of stock|im Moment ausverkauft)\b/i;

/** The reasons that the facts of a card (its rating, that it is in stock) do not tell yet; one at least. */
export function newReasons({ reasons = [], rating, stock }: RankedProduct, format: Format): string[] {
    const rated = rating?.count ? [format.stars(rating.stars ?? 0), format.count(rating.count)] : [];
    const isTold = (reason: string) =>
        (rated.length > 0 && rated.every((figure) => reason.includes(figure))) ||
        (stock !== undefined && (inStock.test(reason) || outOfStock.test(reason)));
    const others = reasons.filter((reason) => !isTold(reason));
    return others.length ? others : reasons.filter((reason) => !outOfStock.test(reason)).slice(0, 1);
}
