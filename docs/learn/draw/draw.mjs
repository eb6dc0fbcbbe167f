// Draws the pictures of the course: `npm ci && node draw.mjs [name …]`, after the library was built.
// The one of graphs needs the data set karate-club: TENSORLOOM_DATA says where it is.
const all = [
  ...["neurons", "networks", "backpropagation", "preprocessing", "losses", "optimizers", "fitting"],
  ...["convolution", "recurrence", "codes", "gans", "diffusion", "attention", "graphs"],
];
for (const name of process.argv.length > 2 ? process.argv.slice(2) : all) {
  await import(`./${name}.mjs`);
  console.log(`drew ${name}`);
}
