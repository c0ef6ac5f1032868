// The options of the message box, above it and over the page, so that nothing moves. The focus stays in the box.
import { useEffect, useRef } from 'react';
import type { Suggested } from '../state/suggester';
import { kindOf, split } from '../words/suggestions';
import { Icon } from './Icon';
import { useTalk } from './use';

export const LIST = 'suggestions';
export const optionId = (place: number) => `${LIST}-${place}`;

interface SuggestionListProps {
    suggested: Suggested;
    active: number;
    onPick: (text: string) => void;
}

export function SuggestionList({ suggested, active, onPick }: SuggestionListProps) {
    const { format } = useTalk();
    const list = useRef<HTMLUListElement>(null);
    useEffect(() => {
        list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
    }, [active]);
    return (
        <ul
            id={LIST}
            ref={list}
            role="listbox"
            aria-label="Suggestions"
            className="suggested"
            hidden={suggested.items.length === 0}
            onPointerDown={(event) => event.preventDefault()}
        >
            {suggested.items.map((item, place) => {
                const [had, added] = split(item.text, suggested.typed);
                const kind = kindOf(item);
                return (
                    <li
                        key={`${item.kind} ${item.text}`}
                        id={optionId(place)}
                        role="option"
                        aria-selected={place === active}
                        onClick={() => onPick(item.text)}
                    >
                        <Icon name={item.kind === 'PRODUCT' ? 'bag' : 'search'} />
                        <span className="suggested-text">
                            {had ? (
                                <>
                                    <span className="had">{had}</span>
                                    <b>{added}</b>
                                </>
                            ) : (
                                added
                            )}
                        </span>
                        {kind && <span className="hint kind">{kind}</span>}
                        {item.kind !== 'PRODUCT' && item.count !== undefined && (
                            <span className="hint count">
                                {format.count(item.count)}
                                <span className="unseen"> products</span>
                            </span>
                        )}
                    </li>
                );
            })}
        </ul>
    );
}
