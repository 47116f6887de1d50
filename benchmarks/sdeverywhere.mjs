// Compiles a Vensim file with SDEverywhere to JavaScript, runs it by Euler's method and prints every output at every step.
//     node sdeverywhere.mjs MODEL.mdl OUTPUTS.json BUILD
// The compiler makes the model's code; the functions that it calls and the loop over time are written here.
import { parseAndGenerate } from "@sdeverywhere/compile";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [file, outputs, folder] = process.argv.slice(2).map((name) => path.resolve(name));
mkdirSync(folder, { recursive: true });
const outputVarNames = JSON.parse(readFileSync(outputs, "utf8"));
await parseAndGenerate(readFileSync(file, "utf8"), "vensim", { outputVarNames }, ["generateJS"], path.dirname(file), "model",
  folder);

const model = await (await import(pathToFileURL(path.join(folder, "model.js")))).default();
const step = () => model.getTimeStep();
model.setModelFunctions({
  setContext() {}, POW: Math.pow, MIN: Math.min, MAX: Math.max, EXP: Math.exp, SQRT: Math.sqrt, LN: Math.log, ABS: Math.abs,
  INTEG: (value, rate) => value + rate * step(),
});
model.initConstants();
const [start, end] = [model.getInitialTime(), model.getFinalTime()];
const steps = Math.round((end - start) / step());
model.setTime(start);
model.initLevels();
const table = [];
for (let number = 0; number <= steps; number++) {
  const row = [];
  model.setTime(start + number * step());
  model.evalAux();
  model.storeOutputs((value) => row.push(value));
  table.push(row);
  model.evalLevels();
}
process.stdout.write(JSON.stringify(table));
