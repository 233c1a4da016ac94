# clubSandwich: CR2 with Satterthwaite degrees of freedom of one least squares fit.
suppressPackageStartupMessages(library(clubSandwich))
folder <- commandArgs(TRUE)[1]
column <- function(name) {
  path <- file.path(folder, paste0(name, ".f8"))
  readBin(path, "double", file.size(path) / 8)
}
y <- column("y"); school <- column("school")
X <- matrix(column("X"), nrow = length(y))
fit <- lm(y ~ X)
cpu <- Inf
for (k in 1:3) {
  start <- proc.time()
  tested <- coef_test(fit, vcov = "CR2", cluster = school, test = "Satterthwaite")
  cpu <- min(cpu, sum((proc.time() - start)[c("user.self", "sys.self")]))
}
cat(sprintf('{"clubSandwich": %.6f, "se": %.12f, "df": %.9f}\n', cpu, tested$SE[2], tested$df_Satt[2]))
