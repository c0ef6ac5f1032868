// What marketplaces ask for a product, behind one line; and which of them were asked.
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

export function Sources({ sources }: { sources: SourceReport[] | undefined }) {
    const { format } = useTalk();
    if (!sources?.length) return null;
    return (
        <ul className="sources" aria-label="Marketplaces">
            {sourcesOf(sources, format).map(({ name, said, isMissing }) => (
                <li key={name} className={isMissing ? 'is-missing' : ''}>
                    <span className="badge">{name}</span> {said}
                </li>
            ))}
        </ul>
    );
}
