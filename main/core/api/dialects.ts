/** All dialects that the server speaks; tests speak one of their own. */
import { faultWriterOf, findRoute } from '../../shared/api/table/routes.ts';

export interface ApiDialects {
  findRoute: typeof findRoute;
  faultWriterOf: typeof faultWriterOf;
}

export const allDialects: ApiDialects = { findRoute, faultWriterOf };
