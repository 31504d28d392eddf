/** The repository. */
export declare const root: string;
/** What is built from it, and may be thrown away. */
export declare const cache: string;
/** What `npm start` keeps between runs: secrets, the edge's state, logs. */
export declare const home: string;
