/** The clauses that can begin a session. */
export type BeginClause = 'solo-start' | 'second-joiner-start' | 'reset-start';

/** The clauses that can end a session. */
export type EndClause = 'empty-end' | 'alone-reset';
