# survey: means of ten plausible values in 240 cells under 80 replicate weights, then Rubin's rule.
suppressPackageStartupMessages(library(survey))
folder <- commandArgs(TRUE)[1]
column <- function(name) {
  path <- file.path(folder, paste0(name, ".f8"))
  readBin(path, "double", file.size(path) / 8)
}
seconds <- function() sum(proc.time()[c("user.self", "sys.self")])
base <- column("base"); n <- length(base)
factors <- matrix(column("factors"), ncol = 80)
unit <- column("unit") + 1
values <- matrix(column("values"), nrow = n)
M <- ncol(values)
colnames(values) <- paste0("pv", seq_len(M))
rows <- data.frame(values, cell = column("cell"))
start <- seconds()
design <- svrepdesign(data = rows, weights = base, repweights = base * factors[unit, ],
                      type = "Fay", rho = 0.5, combined.weights = TRUE, mse = TRUE)
made <- seconds()
by <- svyby(reformulate(colnames(values)), ~cell, design, svymean)
done <- seconds()
estimates <- as.matrix(by[, colnames(values)])
errors <- as.matrix(SE(by))
se <- sqrt(rowMeans(errors^2) + (1 + 1 / M) * apply(estimates, 1, var))
cat(sprintf('{"survey": %.3f, "with the design": %.3f, "mean": [%s], "se": [%s]}\n',
            done - made, done - start,
            paste(sprintf("%.10f", rowMeans(estimates)), collapse = ","),
            paste(sprintf("%.10f", se), collapse = ",")))
