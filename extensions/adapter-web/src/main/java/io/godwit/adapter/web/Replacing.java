package io.godwit.adapter.web;

import io.godwit.adapter.web.ReplaceType.Replacements;
import io.godwit.adapter.web.replace.Replacement;
import io.godwit.adapter.web.replace.SearchReplace;
import io.godwit.spi.CellBlock;
import io.godwit.spi.Dataset;
import io.godwit.spi.Dataset.DataColumn;
import io.godwit.spi.FileContent;
import io.godwit.spi.LogicalType;
import io.godwit.spi.Transform;
import io.godwit.spi.TreeEntry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replaces in text columns and in named files. Keys, passwords, identifiers of posts and what is only remembered for a while stay. Thread-safe. */
final class Replacing implements Transform {
    private static final List<String> TRANSIENT = List.of("_transient_", "_site_transient_");

    private final Replacements what;
    private final SearchReplace engine;

    Replacing(Replacements what, SearchReplace engine) {
        this.what = what;
        this.engine = engine;
    }

    @Override
    public String describe() {
        return "replaces "
                + Stream.concat(what.urls().stream(), what.paths().stream())
                        .map(Object::toString)
                        .collect(Collectors.joining(", "));
    }

    @Override
    public boolean concerns(TreeEntry entry) {
        String path = "/" + entry.path();
        String name = path.substring(path.lastIndexOf('/') + 1);
        return entry.isFile()
                && entry.size() <= SiteFiles.MOST_BYTES
                && what.files().stream().anyMatch(file -> file.startsWith("/") ? file.equals(path) : file.equals(name));
    }

    @Override
    public Optional<FileContent> rewrite(TreeEntry entry, FileContent content) {
        if (!concerns(entry)) {
            return Optional.empty();
        }
        byte[] before = SiteFiles.readAll(entry.path(), content);
        return Optional.of(Contents.of(engine.apply(before).value(), content::close));
    }

    @Override
    public Optional<CellRewriter> rewrite(Dataset dataset) {
        boolean[] columns = columns(dataset);
        boolean any = false;
        for (boolean column : columns) {
            any |= column;
        }
        if (!any) {
            return Optional.empty();
        }
        return Optional.of(new Rows(columns, optionName(dataset), domains(dataset)));
    }

    /** Whether values of a column are looked into. */
    static boolean isReplaced(Dataset dataset, DataColumn column) {
        LogicalType.Kind kind = column.type().kind();
        String name = column.name();
        boolean isText = kind == LogicalType.Kind.TEXT || kind == LogicalType.Kind.JSON;
        return isText && !dataset.key().contains(name) && !name.equals("user_pass") && !isIdentifier(dataset, name);
    }

    /** What feed readers tell posts by. */
    private static boolean isIdentifier(Dataset dataset, String column) {
        return column.equals("guid") && dataset.name().name().endsWith("posts");
    }

    private static boolean[] columns(Dataset dataset) {
        boolean[] columns = new boolean[dataset.columns().size()];
        for (int c = 0; c < columns.length; c++) {
            columns[c] = isReplaced(dataset, dataset.columns().get(c));
        }
        return columns;
    }

    private int optionName(Dataset dataset) {
        String table = dataset.name().name();
        boolean isOptions = !what.prefix().isEmpty() && table.startsWith(what.prefix()) && table.endsWith("options");
        return isOptions ? indexOf(dataset, "option_name") : -1;
    }

    /** The columns of domain and path in the tables of a network; none elsewhere. */
    private int[] domains(Dataset dataset) {
        String table = dataset.name().name();
        boolean isNetwork = !what.prefix().isEmpty()
                && (table.equals(what.prefix() + "blogs") || table.equals(what.prefix() + "site"));
        return isNetwork ? new int[] {indexOf(dataset, "domain"), indexOf(dataset, "path")} : new int[] {-1, -1};
    }

    private static int indexOf(Dataset dataset, String column) {
        return dataset.columns().stream().map(DataColumn::name).toList().indexOf(column);
    }

    /** Rewrites the rows of a table. One thread. */
    private final class Rows implements CellRewriter {
        private final boolean[] columns;
        private final int optionName;
        private final int domain;
        private final int path;

        Rows(boolean[] columns, int optionName, int[] domains) {
            this.columns = columns;
            this.optionName = optionName;
            this.domain = domains[0];
            this.path = domains[1];
        }

        @Override
        public void rewrite(CellBlock from, CellBlock to) {
            for (int row = 0; row < from.rows(); row++) {
                boolean isTransient =
                        optionName >= 0 && TRANSIENT.stream().anyMatch(text(from, row, optionName)::startsWith);
                String[] moved =
                        domain >= 0 && path >= 0 ? moved(text(from, row, domain), text(from, row, path)) : null;
                for (int c = 0; c < columns.length; c++) {
                    if (from.isNull(row, c)) {
                        to.addNull();
                    } else if (moved != null && (c == domain || c == path)) {
                        byte[] value = moved[c == domain ? 0 : 1].getBytes(StandardCharsets.UTF_8);
                        to.add(value, 0, value.length);
                    } else if (columns[c] && !isTransient) {
                        cell(from, row, c, to);
                    } else {
                        to.add(from.data(), from.start(row, c), from.length(row, c));
                    }
                }
            }
        }

        private void cell(CellBlock from, int row, int column, CellBlock to) {
            int start = from.start(row, column);
            int end = start + from.length(row, column);
            if (!what.base64() && !engine.mayMatch(from.data(), start, end)) {
                to.add(from.data(), start, end - start);
                return;
            }
            Replacement replacement = engine.apply(from.data(), start, end);
            to.add(replacement.value(), 0, replacement.value().length);
        }

        private String text(CellBlock from, int row, int column) {
            int start = from.start(row, column);
            return from.isNull(row, column)
                    ? ""
                    : new String(
                            Arrays.copyOfRange(from.data(), start, start + from.length(row, column)),
                            StandardCharsets.UTF_8);
        }

        /** The domain and path of a site of the network; one that is mapped to a domain of its own keeps it. */
        private String[] moved(String oldDomain, String oldPath) {
            for (ReplaceType.Change url : what.urls()) {
                URI from = URI.create(url.from());
                URI to = URI.create(url.to());
                String fromPath = directory(from);
                if (oldDomain.equals(from.getAuthority()) && oldPath.startsWith(fromPath)) {
                    return new String[] {to.getAuthority(), directory(to) + oldPath.substring(fromPath.length())};
                }
                if (oldDomain.endsWith("." + from.getAuthority())) {
                    String label = oldDomain.substring(
                            0, oldDomain.length() - from.getAuthority().length());
                    return new String[] {label + to.getAuthority(), oldPath};
                }
            }
            return new String[] {oldDomain, oldPath};
        }

        private static String directory(URI url) {
            return url.getRawPath().replaceFirst("/*$", "/");
        }
    }
}
