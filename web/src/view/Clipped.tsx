// A long text in short, until somebody wants to see all of it.
import { useState } from 'react';
import { clip } from '../words/format';

const LONG = 320; // letters

export function Clipped({ text }: { text: string }) {
    const [isAll, setAll] = useState(false);
    const short = clip(text, LONG);
    if (short === text) return text;
    return (
        <>
            {isAll ? text : short}{' '}
            <button type="button" className="quiet" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
                {isAll ? 'Show less' : 'Show all'}
            </button>
        </>
    );
}
