import { useId } from 'react';
import type { Comparison } from '../api/types';
import type { Conversation } from '../state/conversation';
import { capital } from '../words/format';

/** Wide tables scroll by themselves, also with the keyboard. Rows that differ are marked in words, too. */
export function ComparisonTable({ comparison, state }: { comparison: Comparison; state: Conversation }) {
    const titles = titlesOf(state);
    const ids = comparison.product_ids ?? [];
    const id = useId();
    return (
        <div className="comparison" role="region" aria-labelledby={id} tabIndex={0}>
            <table>
                <caption id={id}>Compared; rows with a mark differ</caption>
                <thead>
                    <tr>
                        <td />
                        {ids.map((productId) => (
                            <th key={productId} scope="col">
                                {titles.get(productId) ?? productId.replaceAll('-', ' ')}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {(comparison.rows ?? []).map((row) => (
                        <tr key={row.name} className={row.differs ? 'differs' : ''}>
                            <th scope="row">
                                {capital(row.name)}
                                {row.differs && (
                                    <span className="mark" title="differs">
                                        <span className="unseen">differs</span>
                                    </span>
                                )}
                            </th>
                            {ids.map((productId, place) => (
                                <td key={productId}>
                                    {row.values?.[place] || <span className="hint">not stated</span>}
                                </td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** A comparison names products by id; whatever was compared was shown or saved before. */
function titlesOf(state: Conversation): Map<string, string> {
    const shown = state.turns.flatMap((turn) => turn.response?.products ?? []);
    return new Map([...shown, ...state.saved].map((product) => [product.product_id, product.title ?? '']));
}
