// @ts-check
/** Side by side with four positions and more. */
import './sides.js';
import './columns.js';
