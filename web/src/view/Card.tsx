import { useId } from 'react';
import type { RankedProduct } from '../api/types';
import { newReasons } from '../words/said';
import { alsoIn } from '../words/variants';
import { Icon } from './Icon';
import { Offers } from './Offers';
import { Placeholder } from './Placeholder';
import { useTalk } from './use';

const MOST_REASONS = 4;

interface CardProps {
    product: RankedProduct;
    place: number;
    isSaved: boolean;
    isChosen: boolean;
    onFollow: () => void;
    actions: { onSave: () => void; onCompare: () => void; onSimilar: () => void } | undefined;
}

export function Card({ product, place, isSaved, isChosen, onFollow, actions }: CardProps) {
    const { format } = useTalk();
    const price = format.money(product.price);
    const title = product.title || product.product_id;
    const reasons = newReasons(product, format).slice(0, MOST_REASONS);
    return (
        <article className={`card ${isChosen ? 'is-chosen' : ''}`} aria-label={title}>
            <div className="picture">
                <Picture product={product} />
                <span className="place" aria-label={`Number ${place}`}>
                    {place}
                </span>
            </div>
            <div className="card-text">
                <p className="card-brand">{product.brand}</p>
                <h3>{title}</h3>
                <p className="price">{price || <span className="hint">price not known</span>}</p>
                <Facts product={product} onFollow={onFollow} />
                <Offers product={product} onFollow={onFollow} />
                <Variants product={product} />
                {reasons.length > 0 && (
                    <ul className="reasons" aria-label="Why it is here">
                        {reasons.map((reason) => (
                            <li key={reason}>{reason}</li>
                        ))}
                    </ul>
                )}
            </div>
            {actions && (
                <div className="card-actions">
                    <button
                        type="button"
                        aria-pressed={isSaved}
                        aria-label={`Save ${title}`}
                        onClick={actions.onSave}
                    >
                        <Icon name="bookmark" />
                        <span>{isSaved ? 'Saved' : 'Save'}</span>
                    </button>
                    <button
                        type="button"
                        aria-pressed={isChosen}
                        aria-label={`Compare ${title}`}
                        onClick={actions.onCompare}
                    >
                        <Icon name="scale" />
                        <span>Compare</span>
                    </button>
                    <button type="button" aria-label={`More like ${title}`} onClick={actions.onSimilar}>
                        <Icon name="similar" />
                        <span>Similar</span>
                    </button>
                </div>
            )}
        </article>
    );
}

const MIDDLE = 1;

function Facts({ product, onFollow }: Pick<CardProps, 'product' | 'onFollow'>) {
    const { format } = useTalk();
    const { rating, stock } = product;
    return (
        <p className="facts">
            {rating?.count ? (
                <span className="rating">
                    <span aria-hidden="true">★ </span>
                    {format.stars(rating.stars ?? 0)}
                    <span className="unseen"> of 5 stars,</span>
                    <span className="hint">
                        {' '}
                        ({format.count(rating.count)}
                        <span className="unseen"> ratings</span>)
                    </span>
                </span>
            ) : (
                <span className="hint">not rated yet</span>
            )}
            {stock && <Stock quantity={stock.quantity ?? 0} />}
            {product.url && /^https?:/.test(product.url) && (
                <a
                    href={product.url}
                    target="_blank"
                    rel="noopener noreferrer"
                    className="shop-link"
                    onClick={onFollow}
                    onAuxClick={({ button }) => button === MIDDLE && onFollow()}
                >
                    At the shop
                    <Icon name="out" />
                </a>
            )}
        </p>
    );
}

function Variants({ product }: { product: RankedProduct }) {
    const { format } = useTalk();
    const label = useId();
    const { texts, more } = alsoIn(product, format);
    if (!texts.length) return null;
    return (
        <div className="variants">
            <span id={label}>Also in:</span>
            <ul aria-labelledby={label}>
                {texts.map((text) => (
                    <li key={text}>{text}</li>
                ))}
                {more > 0 && <li>{format.count(more)} more</li>}
            </ul>
        </div>
    );
}

const FEW = 5;

function Stock({ quantity }: { quantity: number }) {
    if (quantity <= 0) return <span className="stock is-out">out of stock</span>;
    if (quantity <= FEW) return <span className="stock is-few">only {quantity} left</span>;
    return <span className="stock">in stock</span>;
}

/** Only this very host's pictures: the page asks nothing of anybody else. */
function Picture({ product }: { product: RankedProduct }) {
    const { image_url: address, category = '', title = '' } = product;
    if (address && isOurs(address)) return <img src={address} alt="" loading="lazy" decoding="async" />;
    return <Placeholder category={category} title={title} />;
}

function isOurs(address: string): boolean {
    try {
        return new URL(address, location.href).origin === location.origin;
    } catch {
        return false;
    }
}
