// Suggestions in words, and what the arrow keys do among them.
import type { Suggestion } from '../api/types';

/** No option is active: Enter says what is typed. */
export const NONE = -1;

/** Which one is active after an arrow key, past either end none; undefined: the key is about the text. */
export function moved(active: number, count: number, key: string): number | undefined {
    if (!count) return undefined;
    if (key === 'ArrowDown') return active + 1 < count ? active + 1 : NONE;
    if (key === 'ArrowUp') return active === NONE ? count - 1 : active - 1;
    return undefined;
}

/** What of a suggestion is typed already, at its beginning: the rest is what it adds. */
export function split(text: string, typed: string): [had: string, added: string] {
    const start = typed.trimStart();
    const fits = start !== '' && text.toLocaleLowerCase().startsWith(start.toLocaleLowerCase());
    return fits ? [text.slice(0, start.length), text.slice(start.length)] : ['', text];
}

const kinds = { QUERY: '', CATEGORY: 'Category', BRAND: 'Brand', PRODUCT: 'Product' } as const;

export function kindOf({ kind = 'QUERY' }: Suggestion): string {
    return kinds[kind];
}

/** For those who hear the page. */
export function announced(count: number): string {
    if (!count) return '';
    return `${count} ${count === 1 ? 'suggestion' : 'suggestions'}. Arrow keys to choose, Escape to close.`;
}
