import type { Clarification, Response } from '../api/types';
import { type Conversation, isSearch, needOf } from '../state/conversation';
import { withoutCorrections } from '../words/said';
import { more } from '../words/sentences';
import { Clarify } from './Clarify';
import { ComparisonTable } from './ComparisonTable';
import { Facets } from './Facets';
import { Mentions } from './Mentions';
import { Message } from './Message';
import { Sources } from './Offers';
import { Perceived } from './Perceived';
import { Products } from './Products';
import { useTalk } from './use';

interface AnswerProps {
    response: Response;
    state: Conversation;
    isLast: boolean;
    isShown: boolean;
    question: Clarification | undefined;
    hasFacets: boolean;
}

export function Answer({ response, state, isLast, isShown, question, hasFacets }: AnswerProps) {
    const { format } = useTalk();
    const products = response.products ?? [];
    const isFound = isSearch(response) && products.length > 0;
    const total = response.total ?? products.length;
    return (
        <div className="answer">
            <Corrections response={response} />
            <div className={response.degraded ? 'note' : undefined}>
                <Message text={withoutCorrections(response.message ?? '', response.corrections ?? [])} />
            </div>
            <Perceived media={response.media} />
            {question && <Clarify question={question} />}
            {response.comparison && <ComparisonTable comparison={response.comparison} state={state} />}
            {hasFacets && (response.facets?.length ?? 0) > 0 && (
                <details className="narrow">
                    <summary>Narrow down</summary>
                    <Facets
                        facets={response.facets ?? []}
                        need={needOf(state)}
                        total={total}
                        currency={products[0]?.price?.currency_code}
                    />
                </details>
            )}
            {isFound && (
                <Products
                    products={products}
                    saved={state.saved}
                    isActive={isShown}
                    requestId={response.request_id}
                />
            )}
            <Sources sources={response.sources} lateUntil={response.late_until} isLast={isLast} />
            {!isFound && !response.comparison && <Mentions products={products} />}
            {isFound && total > products.length && (
                <p className="hint">
                    {format.count(products.length)} of {format.count(total)} are shown.
                </p>
            )}
            {isLast && <Suggestions response={response} question={question} />}
        </div>
    );
}

function Corrections({ response }: { response: Response }) {
    const corrections = response.corrections ?? [];
    if (!corrections.length) return null;
    return (
        <p className="corrected">
            Showing results for{' '}
            {corrections.map(({ from, to }, place) => (
                <span key={from}>
                    {place > 0 && ', '}
                    <strong>{to}</strong> instead of <s>{from}</s>
                </span>
            ))}
            .
        </p>
    );
}

/** What one might say next. The options of a question stand beside it already. */
function Suggestions({ response, question }: { response: Response; question: Clarification | undefined }) {
    const { say } = useTalk();
    const given = question ? [] : (response.suggestions ?? []);
    const hasMore = Boolean(response.next_cursor) && (response.products?.length ?? 0) > 0;
    const all = hasMore && !given.includes(more) ? [...given, more] : given;
    if (!all.length) return null;
    return (
        <ul className="suggestions" aria-label="You might say">
            {all.map((text) => (
                <li key={text}>
                    <button type="button" className="chip" onClick={() => say(text)}>
                        {text}
                    </button>
                </li>
            ))}
        </ul>
    );
}
