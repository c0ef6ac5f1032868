// What a click says. Everything goes through the conversation, so that the session remembers it, every tab sees it
// and "go back" takes it back: a click is a message that the shopper did not have to type.
const ordinals = [
    'first',
    'second',
    'third',
    'fourth',
    'fifth',
    'sixth',
    'seventh',
    'eighth',
    'ninth',
    'tenth',
];

/** Of the products shown last; counted from 0. */
export function theOne(position: number): string {
    return position < ordinals.length ? `the ${ordinals[position]}` : `number ${position + 1}`;
}

export function list(words: string[], last = 'and'): string {
    return words.length < 2
        ? (words[0] ?? '')
        : `${words.slice(0, -1).join(', ')} ${last} ${words[words.length - 1]}`;
}

export const doesNotMatter = "it doesn't matter";
export const startOver = 'start over';
export const more = 'show me more';

const product = (position: number) =>
    position < ordinals.length ? `${theOne(position)} one` : theOne(position);

export const save = (position: number) => `save ${product(position)}`;
export const similar = (position: number) => `something like ${product(position)}`;
export const removeSaved = (position: number) => `remove ${theOne(position)} from my list`;
export const compareSaved = 'compare what I saved';
export const compare = (positions: number[]) => `compare ${list([...positions].sort(by).map(theOne))}`;

const by = (a: number, b: number) => a - b;
