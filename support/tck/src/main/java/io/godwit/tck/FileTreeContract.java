package io.godwit.tck;

import io.godwit.spi.Location;
import io.godwit.spi.TransferMethod;
import io.godwit.spi.TreePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link TransferMethod} and the trees that it opens promise. A plugin's test extends this class and says where to write; each test gets a
 * place of its own.
 *
 * <pre>{@code
 * class VaultTreeTest extends FileTreeContract {
 *     protected TransferMethod method() {
 *         return new VaultTransferMethod();
 *     }
 *
 *     protected Location newPlace() {
 *         return Location.of("vault:///" + UUID.randomUUID());
 *     }
 * }
 * }</pre>
 *
 * <p>What the opened tree declares is tested to work; what it does not declare is tested to be refused with a COMPATIBILITY error or to be absent.
 *
 * @since 0.1
 */
@Tag("contract")
@Timeout(120)
public abstract class FileTreeContract
        implements TreeRightsRules,
                TreeListingRules,
                TreeReadingRules,
                TreeWritingRules,
                TreeLinkRules,
                PendingFileRules,
                TreeChangeRules {
    private TreeBench bench;

    /** For subclasses. */
    @SuppressWarnings("NullAway.Init") // made before each test
    protected FileTreeContract() {}

    /**
     * The provider under test.
     *
     * @return the same or a new one at each call
     */
    protected abstract TransferMethod method();

    /**
     * A place where nothing is yet, not even its root; its parent may be missing too. Called once per test.
     *
     * @return a place that no other test uses
     */
    protected abstract Location newPlace();

    /**
     * What the trees are opened and used with; override it to add secrets and what the place is reached through.
     *
     * @return a context of its own for each test
     */
    protected TckContext newContext() {
        return new TckContext();
    }

    /**
     * Makes something that is neither file, directory nor link (a named pipe) behind the tree's back.
     *
     * @param place as {@link #newPlace()} gave it
     * @param path where, in a directory that is there
     * @return false where such things cannot be at this place; the rules about them then do not apply
     */
    protected boolean makeSpecial(Location place, TreePath path) {
        return false;
    }

    /**
     * Whether the server behind the trees is known to refuse a name that others take, so that it need only be refused cleanly.
     *
     * @param name a single name
     * @return false unless overridden
     */
    @Override
    public boolean mayRefuse(String name) {
        return false;
    }

    @BeforeEach
    final void openThePlace() {
        bench = new TreeBench(method(), newPlace(), newContext());
    }

    @AfterEach
    final void closeThePlace() {
        if (bench != null) {
            bench.close();
        }
    }

    @Override
    public final TreeBench bench() {
        return bench;
    }

    @Override
    public final boolean makeSpecial(TreePath path) {
        return makeSpecial(bench.place(), path);
    }
}
