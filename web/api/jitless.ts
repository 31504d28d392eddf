import { z } from 'zod';

// The page's content security policy forbids eval, which zod's compiled parsers need. Import this before any schema.
z.config({ jitless: true });
