// Product cards. Those that were shown last can be acted on: the shop knows them by their places.
import { useState } from 'react';
import type { RankedProduct, Shown } from '../api/types';
import { compare, removeSaved, save, similar } from '../words/sentences';
import { Card } from './Card';
import { Icon } from './Icon';
import { type Deed, useTalk } from './use';

const MOST_COMPARED = 4;

interface ProductsProps {
    products: RankedProduct[];
    saved: Shown[];
    isActive: boolean;
    /** whose answer they are; not in order yet, they are nobody's */
    requestId?: string;
}

export function Products({ products, saved, isActive, requestId }: ProductsProps) {
    const { say, mention, done } = useTalk();
    const [chosen, setChosen] = useState<number[]>([]);

    function choose(position: number) {
        const without = chosen.filter((one) => one !== position);
        setChosen(without.length < chosen.length ? without : [...chosen, position].slice(-MOST_COMPARED));
    }

    function tell(kind: Deed['kind'], { product_id }: RankedProduct, position: number) {
        if (requestId) done({ kind, request_id: requestId, product_id, position: position + 1 });
    }

    function savedOrNot(product: RankedProduct, position: number) {
        const place = saved.findIndex((one) => one.product_id === product.product_id);
        if (place < 0) tell('SAVE', product, position);
        mention(place < 0 ? save(position) : removeSaved(place));
    }

    return (
        <>
            <ul className="grid products">
                {products.map((product, position) => (
                    <li key={product.product_id}>
                        <Card
                            product={product}
                            place={position + 1}
                            isSaved={saved.some((one) => one.product_id === product.product_id)}
                            isChosen={chosen.includes(position)}
                            onFollow={() => tell('CLICK', product, position)}
                            actions={
                                isActive
                                    ? {
                                          onSave: () => savedOrNot(product, position),
                                          onCompare: () => choose(position),
                                          onSimilar: () => say(similar(position)),
                                      }
                                    : undefined
                            }
                        />
                    </li>
                ))}
            </ul>
            {isActive && chosen.length > 0 && (
                <div className="chosen" role="group" aria-label="Compare">
                    {chosen.length === 1 ? (
                        <span>One chosen. Choose another one to compare it with.</span>
                    ) : (
                        <button
                            type="button"
                            className="button primary"
                            onClick={() => {
                                setChosen([]);
                                say(compare(chosen));
                            }}
                        >
                            <Icon name="scale" />
                            Compare these {chosen.length}
                        </button>
                    )}
                    <button type="button" className="quiet" onClick={() => setChosen([])}>
                        None
                    </button>
                </div>
            )}
        </>
    );
}
