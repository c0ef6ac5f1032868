// What the results differ in. A click says it in the conversation, with the conditions it makes: see words/facets.ts.
import { useState } from 'react';
import type { Facet, FacetValue, Need } from '../api/types';
import { clicked, isWanted, labelOf, wordsOf } from '../words/facets';
import { capital } from '../words/format';
import { Icon } from './Icon';
import { useTalk } from './use';

const FEW = 6; // values of a facet
const FEW_FACETS = 7;

interface FacetsProps {
    facets: Facet[];
    need: Need | undefined;
    total: number;
    /** of the prices */
    currency: string | undefined;
}

export function Facets({ facets, need, total, currency }: FacetsProps) {
    const [isAll, setAll] = useState(false);
    const useful = facets
        .map((facet) => ({ ...facet, values: choices(facet, need, total) }))
        .filter(
            (facet) =>
                facet.values.length > 1 || facet.values.some((one) => isChoice(facet, one, need, total)),
        );
    if (!useful.length) return null;
    return (
        <section className="facets" aria-label="Narrow down">
            <h2 className="column-title">Narrow down</h2>
            {useful.slice(0, isAll ? useful.length : FEW_FACETS).map((facet) => (
                <Group key={facet.name} facet={facet} need={need} currency={currency} />
            ))}
            {useful.length > FEW_FACETS && (
                <button
                    type="button"
                    className="button more"
                    aria-expanded={isAll}
                    onClick={() => setAll(!isAll)}
                >
                    {isAll ? 'Fewer ways' : `${useful.length - FEW_FACETS} more ways`}
                    <span className="unseen"> to narrow down</span>
                </button>
            )}
        </section>
    );
}

interface GroupProps {
    facet: Facet & { values: FacetValue[] };
    need: Need | undefined;
    currency: string | undefined;
}

function Group({ facet, need, currency }: GroupProps) {
    const { format } = useTalk();
    const [isAll, setAll] = useState(false);
    const { values } = facet;
    const shown = isAll ? values : values.filter((one, place) => place < FEW || isWanted(facet, one, need));
    const hidden = values.length - shown.length;
    const called = capital(labelOf(facet));
    return (
        <div className="facet">
            <h3>{called}</h3>
            <ul>
                {shown.map((one) => (
                    <li key={one.path || one.value}>
                        <Value
                            facet={facet}
                            one={one}
                            need={need}
                            words={wordsOf(facet, one, currency, format)}
                        />
                    </li>
                ))}
                {(isAll ? values.length > FEW : hidden > 0) && (
                    <li>
                        <button
                            type="button"
                            className="quiet"
                            aria-expanded={isAll}
                            onClick={() => setAll(!isAll)}
                        >
                            {isAll ? 'Fewer' : `${hidden} more`}
                            <span className="unseen"> of {called}</span>
                        </button>
                    </li>
                )}
            </ul>
        </div>
    );
}

interface ValueProps {
    facet: Facet;
    one: FacetValue;
    need: Need | undefined;
    words: string;
}

function Value({ facet, one, need, words }: ValueProps) {
    const { format, say } = useTalk();
    const wanted = isWanted(facet, one, need);
    return (
        <button
            type="button"
            className={`chip ${wanted ? 'is-on' : ''}`}
            aria-pressed={wanted}
            onClick={() => {
                const { text, filters } = clicked(facet, one, words, need);
                say(text, filters);
            }}
        >
            {words}
            <span className="count">
                {format.count(one.count ?? 0)}
                <span className="unseen"> products</span>
            </span>
            {wanted && <Icon name="close" />}
        </button>
    );
}

/** One that all have is no choice, unless it is the one that was chosen. */
function isChoice(facet: Facet, one: FacetValue, need: Need | undefined, total: number): boolean {
    return (one.count ?? 0) < total || isWanted(facet, one, need);
}

/** Of the categories those that all are in say nothing; other facets do not count their own condition. */
function choices(facet: Facet, need: Need | undefined, total: number): FacetValue[] {
    const { values = [], name } = facet;
    return name === 'category' ? values.filter((one) => isChoice(facet, one, need, total)) : values;
}
