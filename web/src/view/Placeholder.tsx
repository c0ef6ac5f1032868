import { drawingOf, drawings, tintOf } from '../words/drawing';

const TINTS = 6;

/** A drawing in place of a picture: it says no more than the category beside it, so readers skip it. */
export function Placeholder({ category, title }: { category: string; title: string }) {
    return (
        <svg
            className={`drawing tint-${tintOf(category, TINTS)}`}
            viewBox="0 0 64 64"
            aria-hidden="true"
            preserveAspectRatio="xMidYMid meet"
        >
            <path d={drawings[drawingOf(category, title)]} />
        </svg>
    );
}
