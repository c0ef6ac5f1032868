// The messages of proto/steward/v1 as JSON: names as there, and whatever is empty or a default is left out.

export interface Money {
    currency_code?: string;
    amount_minor?: number;
}

export interface MoneyRange {
    min?: Money;
    max?: Money;
}

export interface Rating {
    stars?: number;
    count?: number;
}

/** The same product but for its colour, size or the like. */
export interface Variant {
    product_id: string;
    /** what it has instead, in words: "blue", "storage 256 GB" */
    differs?: string[];
    price?: Money;
    stock?: { quantity?: number };
}

/** The product as a marketplace has it. */
export interface Offer {
    source: string;
    offer_id?: string;
    price?: Money;
    /** in the catalogue's currency, where that is another */
    converted?: Money;
    url?: string;
    condition?: string;
}

/** What became of asking a marketplace. */
export interface SourceReport {
    name: string;
    status?: 'NOT_ASKED' | 'OK' | 'CACHED' | 'STALE' | 'LATE' | 'THROTTLED' | 'BUSY' | 'FAILED';
    took_ms?: number;
    count?: number;
}

export interface RankedProduct {
    product_id: string;
    title?: string;
    brand?: string;
    price?: Money;
    rating?: Rating;
    stock?: { quantity?: number };
    url?: string;
    image_url?: string;
    category?: string;
    score?: number;
    reasons?: string[];
    variants?: Variant[];
    /** the cheapest first */
    offers?: Offer[];
    /** the lowest price, the shop's own or of an offer; only with offers */
    best_price?: Money;
}

export interface Shown {
    product_id: string;
    title?: string;
    brand?: string;
    price?: Money;
    rating?: Rating;
    category?: string;
}

export interface FacetValue {
    value: string;
    count?: number;
    /** in words, where the value is none */
    label?: string;
    /** of a category, from the widest: "Electronics > Audio" */
    path?: string;
    depth?: number;
    /** what to filter by, of figures and of prices */
    range?: Range;
    price?: MoneyRange;
}

export interface Facet {
    name: string;
    values?: FacetValue[];
    kind?: 'LIST' | 'RANGE' | 'FLAG' | 'TREE';
    /** the name in words */
    label?: string;
    unit?: string;
    /** values that are not listed */
    more?: number;
}

export interface Clarification {
    about?: string;
    question?: string;
    options?: { label?: string; value?: string; count?: number }[];
}

export interface Range {
    min?: number;
    max?: number;
    unit?: string;
    /** the upper end is not in it */
    below?: boolean;
}

export interface AttributeFilter {
    name: string;
    any_of?: string[];
    range?: Range;
}

export interface Filters {
    brands?: string[];
    categories?: string[];
    colours?: string[];
    sizes?: string[];
    price?: MoneyRange;
    min_rating?: number;
    in_stock?: boolean;
    attributes?: AttributeFilter[];
    not_brands?: string[];
    not_colours?: string[];
}

export type SortOrder =
    'RELEVANCE' | 'PRICE_ASCENDING' | 'PRICE_DESCENDING' | 'RATING' | 'RATING_ASCENDING' | 'NEWEST';

export interface Need {
    words?: string;
    or_words?: string[];
    filters?: Filters;
    without?: string[];
    sort?: SortOrder;
    cheap?: boolean;
    similar_to?: string;
}

export interface Slot {
    name: string;
    value?: string;
    said?: string;
    confidence?: number;
    negated?: boolean;
}

export interface Understood {
    intent?: string;
    slots?: Slot[];
    confidence?: number;
    language?: string;
}

export interface Comparison {
    product_ids?: string[];
    rows?: { name: string; values?: string[]; differs?: boolean }[];
}

export interface Problem {
    type?: string;
    title?: string;
    status?: number;
    detail?: string;
    field?: string;
    correlation_id?: string;
    retryable?: boolean;
    /** when it may be asked again: of the header Retry-After */
    retry_after_seconds?: number;
    faults?: { field?: string; detail?: string }[];
}

export interface Correction {
    from: string;
    to: string;
}

export type WorkflowState =
    | 'INITIAL'
    | 'MEDIA_PROCESSING'
    | 'REQUIREMENT_BUILDING'
    | 'CLARIFICATION'
    | 'SEARCHING'
    | 'RANKING'
    | 'COMPLETED'
    | 'FAILED';

/** What was made out of a photo or a voice note. */
export interface MediaReading {
    media_id?: string;
    kind?: 'picture' | 'voice';
    heard?: string;
    seen?: { kind?: string; value?: string; confidence?: number; hex?: string }[];
    problem?: Problem;
}

export interface Response {
    request_id: string;
    session_id?: string;
    status?: WorkflowState;
    message?: string;
    products?: RankedProduct[];
    total?: number;
    /** of a search; what is only said about products has none */
    requirements?: object;
    corrections?: Correction[];
    facets?: Facet[];
    suggestions?: string[];
    next_cursor?: string;
    degraded?: boolean;
    problem?: Problem;
    clarification?: Clarification;
    understood?: Understood;
    comparison?: Comparison;
    saved?: Shown[];
    /** marketplaces that were asked, too */
    sources?: SourceReport[];
    /** until then marketplaces that were late may still answer */
    late_until?: string;
    /** what was heard and seen in the photos and voice notes, in their order */
    media?: MediaReading[];
}

export interface RequestView {
    request_id: string;
    status?: WorkflowState;
    query?: string;
    message?: string;
}

export interface SessionView {
    session_id: string;
    title?: string;
    requests?: RequestView[];
    need?: Need;
    saved?: Shown[];
    asked?: Clarification;
}

export interface SessionEntry {
    session_id: string;
    title?: string;
    updated_at?: string;
}

export interface Identity {
    subject?: string;
    kind?: 'anonymous' | 'key' | 'token' | 'cookie';
    role?: string;
}

export interface LiveEvent {
    id?: string;
    type: string;
    session_id?: string;
    request_id?: string;
    state?: WorkflowState;
    response?: Response;
    problem?: Problem;
    /** of voice.partial */
    text?: string;
    /** of voice.heard */
    media_id?: string;
}

export interface Suggestion {
    kind?: 'QUERY' | 'CATEGORY' | 'BRAND' | 'PRODUCT';
    text: string;
    /** products with it */
    count?: number;
}

/** What somebody did with a product that an answer has shown. */
export interface Interaction {
    kind: 'CLICK' | 'SAVE';
    event_id: string;
    request_id: string;
    session_id: string;
    product_id: string;
    /** in the answer, from 1 */
    position: number;
}

/** A photo or voice note that the shop has. */
export interface StoredMedia {
    media_id: string;
    kind?: 'picture' | 'voice';
    expires_at?: string;
}

export interface Ask {
    request_id: string;
    session_id: string;
    user_id: string;
    message: string;
    /** goes with it */
    media?: { media_id: string }[];
    /** all conditions from now on, instead of what the message says */
    filters?: Filters;
}
