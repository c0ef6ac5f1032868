// Products that an answer speaks of: smaller than results, and without places, for they are not counted.
import type { RankedProduct } from '../api/types';
import { Placeholder } from './Placeholder';
import { useTalk } from './use';

export function Mentions({ products }: { products: RankedProduct[] }) {
    const { format } = useTalk();
    if (!products.length) return null;
    return (
        <ul className="mentions" aria-label="Spoken of">
            {products.map(({ product_id, title, price, category, url }) => (
                <li key={product_id}>
                    <Placeholder category={category ?? ''} title={title ?? ''} />
                    <div>
                        {url && /^https?:/.test(url) ? (
                            <a href={url} target="_blank" rel="noopener noreferrer">
                                {title}
                            </a>
                        ) : (
                            title
                        )}
                        <p className="hint">{format.money(price)}</p>
                    </div>
                </li>
            ))}
        </ul>
    );
}
