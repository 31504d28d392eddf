import { addText, recipeKeyword } from '@manifold/shared/image/png';
import { canonicalRecipe } from '@manifold/shared/recipe/canonical';
import { stepsOf } from '@manifold/shared/recipe/cost';
import { inputsOf } from '@manifold/shared/recipe/inputs';
import type { Recipe } from '@manifold/shared/recipe/recipe';

/** Keyword of the PNG text chunk that holds XMP (XMP specification part 3, section 1.1.5). */
const xmpKeyword = 'XML:com.adobe.xmp';

/** IPTC's vocabulary of digital source types (cv.iptc.org/newscodes/digitalsourcetype). */
const vocabulary = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** The PNG of a recipe's picture with the recipe's canonical JSON and the marking in text chunks. */
export function marked(png: Uint8Array, recipe: Recipe): Uint8Array<ArrayBuffer> {
  return markedAlone(addText(png, recipeKeyword, canonicalRecipe(recipe)), recipe);
}

/** With the marking and no recipe: for a picture that the recipe alone would not give again. */
export function markedAlone(png: Uint8Array, recipe: Recipe): Uint8Array<ArrayBuffer> {
  return addText(png, xmpKeyword, xmpOf(recipe));
}

/** The XMP packet that says how the pictures of a recipe came to be, as other programs understand it. */
export function xmpOf(recipe: Recipe): string {
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
<xmp:CreatorTool>Manifold</xmp:CreatorTool>
<Iptc4xmpExt:DigitalSourceType>${vocabulary}${sourceTypeOf(recipe)}</Iptc4xmpExt:DigitalSourceType>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
}

/** Made by a model alone, made from a picture by a model, or from a picture by a formula. */
function sourceTypeOf(recipe: Recipe): string {
  if (Object.keys(inputsOf(recipe)).length === 0) return 'trainedAlgorithmicMedia';
  return stepsOf(recipe) > 0 ? 'compositeWithTrainedAlgorithmicMedia' : 'algorithmicallyEnhanced';
}
