// What marketplaces ask for a product, behind one line; and which of them were asked.
import { useEffect, useState } from 'react';
import type { RankedProduct, SourceReport } from '../api/types';
import { offersInShort, offersOf, sourcesOf } from '../words/offers';
import { Icon } from './Icon';
import { useTalk } from './use';

export function Offers({ product, onFollow }: { product: RankedProduct; onFollow: () => void }) {
    const { format } = useTalk();
    const offers = offersOf(product, format);
    if (!offers.length) return null;
    return (
        <details className="offers">
            <summary>{offersInShort(product, format)}</summary>
            <ul aria-label="Offers of marketplaces">
                {offers.map(({ key, source, price, condition, url }) => (
                    <li key={key}>
                        <span className="badge">{source}</span> <span className="amount">{price}</span>{' '}
                        {condition && <span className="hint">{condition} </span>}
                        {url && (
                            <a
                                href={url}
                                target="_blank"
                                rel="noopener noreferrer sponsored"
                                className="shop-link"
                                aria-label={`To the offer of ${source}`}
                                onClick={onFollow}
                            >
                                See it
                                <Icon name="out" />
                            </a>
                        )}
                    </li>
                ))}
            </ul>
        </details>
    );
}

interface SourcesProps {
    sources: SourceReport[] | undefined;
    lateUntil: string | undefined;
    /** of an answer that was followed by another request nothing comes late */
    isLast: boolean;
}

export function Sources({ sources, lateUntil, isLast }: SourcesProps) {
    const { format } = useTalk();
    const isOpen = useIsBefore(isLast ? lateUntil : undefined);
    if (!sources?.length) return null;
    return (
        <ul className="sources" aria-label="Marketplaces">
            {sourcesOf(sources, format, isOpen).map(({ name, said, isMissing }) => (
                <li key={name} className={isMissing ? 'is-missing' : ''}>
                    <span className="badge">{name}</span> {said}
                </li>
            ))}
        </ul>
    );
}

function useIsBefore(time: string | undefined): boolean {
    const [past, setPast] = useState<string>();
    useEffect(() => {
        if (!time) return undefined;
        const timer = setTimeout(() => setPast(time), Date.parse(time) - Date.now());
        return () => clearTimeout(timer);
    }, [time]);
    return time !== undefined && time !== past;
}
